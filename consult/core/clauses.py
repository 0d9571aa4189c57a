r"""A document as clauses: read from Markdown and written back.

The words of reference definitions that nothing refers to are the one thing a read of the source sees and a read of
the page does not; ``left_out`` gives them, so that an import can say so. Link titles stay in the text of the clause.
"""

from consult.core.kinds import Clause, Kind
from consult.core.markdown.blocks import BlockReader
from consult.core.markdown.composing import Composed, Segment, compose, compose_map
from consult.core.markdown.tidying import tidied

__all__ = ["Clause", "Composed", "Kind", "Segment", "compose", "compose_map", "left_out", "parse"]


def parse(markdown: str) -> tuple[Clause, ...]:
    r"""Read Markdown as flat clauses, in order.

    >>> for clause in parse("# Aims\n\nWe will\n\n(a) listen;\n(b) answer.\n"):
    ...     print(clause.kind, clause.level, clause.marker, clause.text)
    heading 1  Aims
    paragraph 0  We will
    item 1 (a) listen;
    item 1 (b) answer.
    """
    return _read(markdown)[0]


def left_out(markdown: str) -> tuple[str, ...]:
    r"""Give the link definitions that no link uses, as written: the only words ``parse`` drops.

    >>> left_out("See [plan].\n\n[plan]: /p\n[old]: /o 'Our old plan'\n")
    ("[old]: /o 'Our old plan'",)
    """
    return _read(markdown)[1]


def _read(markdown: str) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    read = BlockReader().read(markdown.replace("\r\n", "\n").replace("\r", "\n"))
    clauses, used = tidied(read.clauses, read.definitions, len(markdown))
    return tuple(clauses), tuple(written for key, written in read.labels.items() if key not in used)
