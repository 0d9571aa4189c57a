"""Cut a Markdown text into the smallest pieces a merge may take whole: what one person wrote in one breath.

Those are sentences in prose, and lines wherever a line is a thing of its own: list items begin one, and table
rows, headings, front matter, link definitions, HTML and everything inside a code fence are one each.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from consult.core.markdown.scanner import SPECIAL
from consult.core.sentences import sentences

FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
FENCES = ("```", "~~~")
FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!---)[^\n]+\n)*---[ \t]*(?:\n|$)")
BEGINS_BLOCK = re.compile(r"[ \t]*+(?:[-*+•–][ \t]|#{1,6}[ \t]|>|\||\d{1,9}[.)][ \t]|\([a-z0-9]{1,4}\)[ \t])")
STANDS_ALONE = re.compile(
    r"[ \t]*+(?:\||#{1,6}[ \t]|<[^<>]*>[ \t]*$|\{[%:{].*\}[ \t]*$|\[[^\]]+\]:|[-=*_]{3,}[ \t]*$"
    r"|[^`|]*[ \t]\|(?:[ \t]|$))"
)
"""A line like this is no prose: it neither continues the line before nor is continued by the next."""
SIGNS = 20_000
"""The most stops and signs of Markdown in a paragraph that is cut into sentences; with more of them it is one piece."""
BLANK_BY_BREAK = re.compile(r"[ \t]\n|\n[ \t]")


class Unit(NamedTuple):
    """A piece of text with the white space before it; `opens` says that a paragraph or an item begins here.

    A named tuple, for a long text has tens of thousands, and a frozen dataclass takes twice as long to make.
    """

    lead: str
    text: str
    start: int
    opens: bool
    name: str
    """What makes it the same piece: its words, however they are wrapped. Asked for so often that it is kept."""

    @property
    def end(self) -> int:
        """Return where the piece ends."""
        return self.start + len(self.text)

    def reworded(self, text: str) -> "Unit":
        """Return the piece with other words in its place."""
        return self._replace(text=text, name=name_of(text))


class _Piece(NamedTuple):
    """A piece as it stands in its block, from `start` on."""

    start: int
    text: str
    opens: bool
    name: str


Cuts = dict[tuple[str, bool], Sequence[_Piece]]
"""The pieces of blocks met before, prose or not: of three texts that are merged most blocks are the same."""


def name_of(text: str) -> str:
    r"""Return the words of a piece, however they are wrapped.

    >>> name_of("Pay\n  five.")
    'Pay five.'
    """
    return " ".join(text.split())


def units(text: str, cuts: Cuts | None = None) -> tuple[Unit, ...]:
    """Return the pieces; leads and texts joined are the text up to its closing white space.

    `cuts` is filled and used where texts share paragraphs.

    >>> [unit.text for unit in units("Pay five. Or six.\\n\\n- a\\n- b\\n")]
    ['Pay five.', 'Or six.', '- a', '- b']
    >>> [unit.opens for unit in units("Pay five. Or six.\\n\\n- a\\n- b\\n")]
    [True, False, True, True]
    """
    known = {} if cuts is None else cuts
    out: list[Unit] = []
    at = 0
    for start, end, prose in _blocks(text):
        block = text[start:end], prose
        pieces = known.get(block)
        if pieces is None:
            pieces = known[block] = tuple(_pieces(*block))
        for low, piece, opens, name in pieces:
            begin = start + low
            out.append(Unit(text[at:begin], piece, begin, opens, name))
            at = begin + len(piece)
    return tuple(out)


def _pieces(block: str, prose: bool) -> Iterator[_Piece]:
    """Cut a block: prose into its sentences, all else not at all."""
    cut = prose and (len(block) <= SIGNS or sum(map(block.count, ".!?*_[`<&\\")) <= SIGNS)
    spans = [(span.start, span.end) for span in sentences(_unwrapped(block))] if cut else []
    for number, (low, high) in enumerate(spans or [(0, len(block))]):
        piece = block[low:high].lstrip()
        if piece:
            yield _Piece(high - len(piece), piece.rstrip(), number == 0, name_of(piece))


def _unwrapped(paragraph: str) -> str:
    """Put blanks for line breaks where a reader sees just that, so that plain prose need not be read as Markdown."""
    flat = paragraph.replace("\n", " ")
    return paragraph if SPECIAL.search(flat) or BLANK_BY_BREAK.search(paragraph) else flat


def _blocks(text: str) -> list[tuple[int, int, bool]]:
    """Return the ranges of paragraphs, items and lines, and whether each is prose."""
    blocks: list[tuple[int, int, bool]] = []
    open_prose = quoting = False
    fence = ""
    front = FRONT_MATTER.match(text)
    at = 0
    for line in text.split("\n"):
        start, end = at, at + len(line)
        at = end + 1
        bare = line.strip()
        was_quoting, quoting = quoting, bare.startswith(">")
        was = fence
        if fence or bare.startswith(FENCES):
            fence = fence_after(fence, line)
        if was or fence:
            if bare:
                blocks.append((start, end, False))
            open_prose = False
        elif not bare:
            open_prose = False
        elif STANDS_ALONE.match(line) or (front and end <= front.end()):
            blocks.append((start, end, False))
            open_prose = False
        elif open_prose and ((quoting and was_quoting) or not BEGINS_BLOCK.match(line)):
            blocks[-1] = (blocks[-1][0], end, True)
        else:
            blocks.append((start, end, True))
            open_prose = True
    return blocks


def begins_line(text: str) -> bool:
    """Say whether a piece is what it is only at the beginning of a line.

    >>> begins_line("- bread"), begins_line("| bread | 2 |"), begins_line("We eat bread.")
    (True, True, False)
    """
    return bool(BEGINS_BLOCK.match(text) or STANDS_ALONE.match(text))


def fence_after(fence: str, line: str) -> str:
    """Return the code fence that is open after a line, or nothing.

    >>> fence_after("", "~~~ python"), fence_after("~~~", "~~~")
    ('~~~', '')
    """
    found = FENCE.match(line)
    if not fence:
        return found.group(1) if found else ""
    closes = found and found.group(1).startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence
