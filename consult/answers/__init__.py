"""Fates, and the words that came of what people said."""
