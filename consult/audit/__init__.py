"""Append-only, hash-chained rows of who did what."""
