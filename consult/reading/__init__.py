"""Composite queries over several features."""
