"""Fairdraft: write it together, and see what became of every word."""
