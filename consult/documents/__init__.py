"""Texts: clauses, wordings, saves, revisions, and reading them."""
