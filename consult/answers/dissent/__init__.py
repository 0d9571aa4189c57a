"""Minority notes: what some do not agree with, printed with the clause."""
