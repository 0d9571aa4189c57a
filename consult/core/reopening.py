"""Open again for some clauses only: whether what somebody brings may come in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

Reopened = Mapping[str, Collection[int]]
"""The clauses open again, by document: numbers as text, as JSON keeps them."""


def takes(reopened: Reopened | None, document: int, clauses: Collection[int]) -> bool:
    """Say whether something about `clauses` of a document may come in; no clauses: about the document as a whole.

    Where nothing is said of single clauses all may come in. Otherwise each clause it is about must be open again.

    >>> takes(None, 1, ()), takes({"1": [7, 8]}, 1, [7]), takes({"1": [7, 8]}, 1, [7, 9]), takes({"1": [7]}, 1, ())
    (True, True, False, False)
    """
    if reopened is None:
        return True
    opened = reopened.get(str(document), ())
    return bool(clauses) and all(clause in opened for clause in clauses)


def add(reopened: Reopened | None, document: int, clauses: Collection[int]) -> dict[str, list[int]]:
    """Return what is open again once these clauses of a document are as well.

    >>> add({"1": [7]}, 2, [9, 8])
    {'1': [7], '2': [8, 9]}
    """
    kept = {name: sorted(set(opened)) for name, opened in (reopened or {}).items()}
    return kept | {str(document): sorted({*kept.get(str(document), ()), *clauses})}


def name_clauses(codes: Sequence[str]) -> str:
    """Say which clauses are open again.

    >>> name_clauses(["2.1", "4.3"]), name_clauses(["2.1"]), name_clauses([])
    ('Only clauses 2.1 and 4.3 are open again', 'Only clause 2.1 is open again', 'No clause of this document is open')
    """
    if not codes:
        return "No clause of this document is open"
    if len(codes) == 1:
        return f"Only clause {codes[0]} is open again"
    return f"Only clauses {', '.join(codes[:-1])} and {codes[-1]} are open again"
