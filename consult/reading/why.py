"""Why a clause says what it says: its words in lettered runs, and a line for each letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from consult.core.kinds import Kind
from consult.documents.text import Text, TextClause
from consult.infra.rendering import inline, literal
from consult.reading.provenance import Origin, Part, Told, Voice

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of one origin. `style`: a, the drafters' own; b, somebody's words; c, words somebody led to."""

    html: Markup
    letter: str
    style: str

    @property
    def words(self) -> Markup:
        """The words without the blank after them: the letter stands close to the last one."""
        return self.html.rstrip()

    @property
    def blank(self) -> str:
        """The blank after them, if one is there."""
        return " " if self.html != self.words else ""


@dataclass(frozen=True, slots=True)
class Source:
    """What a letter stands for."""

    letter: str
    origin: Origin
    voice: Voice | None


@dataclass(frozen=True, slots=True)
class Why:
    """The words of one clause and where they come from."""

    marks: tuple[Mark, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class WhyClause:
    """A clause of the page that tells it of the whole document. `rank` as in the reading room."""

    clause: TextClause
    code: str
    rank: int | None
    why: Why


def explain(clause: TextClause, parts: Sequence[Part]) -> Why:
    """Letter the parts of a clause in order of reading; parts no reader sees words of have no letter."""
    marks: list[Mark] = []
    sources: dict[tuple[Origin, Voice | None], Source] = {}
    for part in parts:
        html = (literal if clause.kind is Kind.CODE else inline)(clause.text, part.start, part.end)
        if not html.striptags().strip():
            if marks and html:
                marks[-1] = Mark(marks[-1].html + html, marks[-1].letter, marks[-1].style)
            continue
        name = (part.origin, part.voice)
        source = sources.setdefault(name, Source(_letter(len(sources)), *name))
        if marks and marks[-1].letter == source.letter:
            marks[-1] = Mark(marks[-1].html + html, source.letter, marks[-1].style)
        else:
            marks.append(Mark(html, source.letter, _style(part.voice)))
    return Why(tuple(marks), tuple(sources.values()))


def explain_changed(clause: TextClause, parts: Sequence[Part]) -> Why | None:
    """Explain a clause that is not as the first draft had it; of another there is nothing to tell."""
    changed = any(part.voice is not None or not part.origin.first for part in parts)
    return explain(clause, parts) if changed else None


def explain_all(text: Text, told: Told, ranks: Mapping[str, int]) -> tuple[WhyClause, ...]:
    """Explain a whole text, clause by clause; `ranks` of its headings as in the reading room."""
    return tuple(
        WhyClause(clause, code, ranks.get(clause.key), explain(clause, told[clause.key]))
        for clause, code in zip(text.clauses, text.codes, strict=True)
    )


def _letter(number: int) -> str:
    """Return a, b … z, aa, ab …

    >>> [_letter(number) for number in (0, 25, 26, 27, 52)]
    ['a', 'z', 'aa', 'ab', 'ba']
    """
    before, last = divmod(number, len(LETTERS))
    return (_letter(before - 1) if before else "") + LETTERS[last]


def _style(voice: Voice | None) -> str:
    if voice is None:
        return "a"
    return "c" if voice.how in ("adapted", "prompted") else "b"
