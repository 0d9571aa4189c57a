"""The benchmark: one large document, what its pages cost, and a hand-written floor beside them in the same run."""
