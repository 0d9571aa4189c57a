"""Cut a Markdown text into the smallest pieces a merge may take whole: what one person wrote in one breath.

Those are sentences in prose, and lines wherever a line is a thing of its own: list items begin one, and table
rows, headings, front matter, link definitions, HTML and everything inside a code fence are one each.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.core.markdown.scanner import SPECIAL
from consult.core.sentences import Span, sentences

FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
FRONT_MATTER = re.compile(r"---[ \t]*\n(?:(?!---)[^\n]+\n)*---[ \t]*(?:\n|$)")
BEGINS_BLOCK = re.compile(r"[ \t]*(?:[-*+•–][ \t]|#{1,6}[ \t]|>|\||\d{1,9}[.)][ \t]|\([a-z0-9]{1,4}\)[ \t])")
STANDS_ALONE = re.compile(
    r"[ \t]*(?:\||#{1,6}[ \t]|<[^<>]*>[ \t]*$|\{[%:{].*\}[ \t]*$|\[[^\]]+\]:|[-=*_]{3,}[ \t]*$"
    r"|[^`|]*[ \t]\|(?:[ \t]|$))"
)
"""A line like this is no prose: it neither continues the line before nor is continued by the next."""
BLANK_BY_BREAK = re.compile(r"[ \t]\n|\n[ \t]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text with the white space before it; `opens` says that a paragraph or an item begins here."""

    lead: str
    text: str
    start: int
    opens: bool

    @property
    def end(self) -> int:
        """Return where the piece ends."""
        return self.start + len(self.text)

    @property
    def name(self) -> str:
        """Return what makes it the same piece: its words, however they are wrapped."""
        return " ".join(self.text.split())


Cuts = dict[str, Sequence[Span]]
"""Sentences of paragraphs met before: of three texts that are merged most paragraphs are the same."""


def units(text: str, cuts: Cuts | None = None) -> tuple[Unit, ...]:
    """Return the pieces; leads and texts joined are the text up to its closing white space.

    `cuts` is filled and used where texts share paragraphs.

    >>> [unit.text for unit in units("Pay five. Or six.\\n\\n- a\\n- b\\n")]
    ['Pay five.', 'Or six.', '- a', '- b']
    >>> [unit.opens for unit in units("Pay five. Or six.\\n\\n- a\\n- b\\n")]
    [True, False, True, True]
    """
    out: list[Unit] = []
    at = 0
    for start, end, prose in _blocks(text):
        pieces = [(start + s.start, start + s.end) for s in _sentences(text[start:end], cuts)] if prose else []
        for number, (low, high) in enumerate(pieces or [(start, end)]):
            piece = text[low:high]
            begin = low + len(piece) - len(piece.lstrip())
            if piece.strip():
                out.append(Unit(text[at:begin], piece.strip(), begin, number == 0))
                at = out[-1].end
    return tuple(out)


def _sentences(paragraph: str, cuts: Cuts | None) -> Sequence[Span]:
    if cuts is not None and (known := cuts.get(paragraph)) is not None:
        return known
    found = sentences(_unwrapped(paragraph))
    if cuts is not None:
        cuts[paragraph] = found
    return found


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
        was_quoting, quoting = quoting, line.lstrip().startswith(">")
        was, fence = fence, fence_after(fence, line)
        if was or fence:
            if line.strip():
                blocks.append((start, end, False))
            open_prose = False
        elif not line.strip():
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
