"""Contributions that are nearly the same."""
