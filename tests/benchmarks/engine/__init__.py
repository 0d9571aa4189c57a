"""The benchmark of the engine: what `consult.core` finds and costs on real texts, each figure beside a rival's.

A module here that has `measure() -> Iterable[Row]` (`report.Row`) is part of it; `timing` measures processor time.
"""
