"""Votes on wordings and contributions."""
