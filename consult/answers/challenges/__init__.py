"""Challenges of what a change is called."""
