"""Opinion groups: people who vote alike, found from votes alone, by the method Polis published.

The method: Small, Bjorkegren, Erkkilä, Shaw, Megill, "Polis: Scaling deliberation by mapping high dimensional opinion
spaces", RECERCA 26(2), 2021. This package knows votes and numbers only: no database, no clock, and the same result for
the same votes, whatever the order they come in. It needs
NumPy, so that only the worker may import it, and inside a function.
"""
