"""Contributions that say nearly the same: finding them, keeping what people decide about them, telling others."""
