"""Promises: what will be done, by whom and when, and what became of it."""
