"""Origins kept by spans and indexes agree with origins kept letter by letter and looked up by looking everywhere.

The reference shares with the engine only which words two texts have in common (`same_runs`, `moved_runs`, which have
tests of their own); how origins are carried, remembered and given back it does afresh, in the slowest plain way.
"""

import tarfile
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.core.blame import blame
from consult.core.moves import moved_runs
from consult.core.runs import Run, gaps, same_runs
from tests.core.data_folder import real_data

Letters = list[int | None]


def letter_by_letter(texts: list[str]) -> Letters:
    """Return, for each letter of the last text, the number of the text that had it first."""
    before, origins = "", Letters()
    known: dict[str, Letters] = {}
    gone: list[tuple[str, Letters]] = []
    for number, text in enumerate(texts):
        runs = same_runs(before, text)
        holes = [hole for hole in gaps(runs, len(before), len(text)) if hole.old < hole.old_end or hole.new < hole.new_end]
        if text not in known:
            pieces = [carried(origins, run) for run in [*runs, *moved_runs(before, text, runs)]]
            for hole in holes:
                pieces.extend(returned(text, hole.new, hole.new_end, texts[:number], known))
                pieces.extend(recalled(text, hole.new, hole.new_end, gone, buried_between(texts[:number], known)))
            known[text] = filled(text, pieces, number)
        gone.extend((before[h.old : h.old_end], origins[h.old : h.old_end]) for h in holes if h.old < h.old_end)
        before, origins = text, known[text]
    return origins
