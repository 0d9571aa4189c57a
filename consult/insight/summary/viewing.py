"""A summary as pages show it: its words in blocks, each reference a link with what it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from consult.consultations.models import Consultation
from consult.core.citing import Citation, Passage, Quotation, citations_in, quotations_in, read_passages
from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.infra.rendering import inline, literal
from consult.insight.summary.checking import Source, check, citations_of
from consult.insight.summary.sections import Section

TELLING = 12
"""Letters from which the same words between quotation marks are somebody's, and not a word that anybody uses."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, or a reference. `source`: what it leads to, None where it leads nowhere."""

    html: Markup
    reference: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One clause of a section. `kind` as in the engine."""

    kind: str
    marker: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its words in blocks, what it cites, and its sentences that cite nothing."""

    section: Section
    blocks: tuple[Block, ...]
    sources: tuple[Source, ...]
    bare: tuple[str, ...]

    @property
    def runs(self) -> list[tuple[str, list[Block]]]:
        """Its blocks, those of one kind side by side put together: entries of a list are one list."""
        return [(kind, list(blocks)) for kind, blocks in groupby(self.blocks, key=lambda block: block.kind)]


def show(consultation: Consultation, sections: Sequence[Section]) -> list[ShownSection]:
    """Return sections as pages show them; one query for all they cite."""
    sources = check(consultation, citations_of(sections)).sources
    return [show_section(section, sources) for section in sections]


def show_section(section: Section, sources: Mapping[str, Source]) -> ShownSection:
    """Return one section as pages show it."""
    passages = read_passages(section.body)
    named = dict.fromkeys(end for one in citations_in(section.body) for end in (one.first, one.last))
    return ShownSection(
        section,
        tuple(_block(passage, sources) for passage in passages),
        tuple(sources[one] for one in named if one in sources),
        tuple(
            visible(passage.clause.text[span.start : span.end]).text for passage in passages for span in passage.bare
        ),
    )


def _block(passage: Passage, sources: Mapping[str, Source]) -> Block:
    clause = passage.clause
    if clause.kind is Kind.CODE:
        return Block(clause.kind.value, clause.marker, (Piece(literal(clause.text)),))
    pieces: list[Piece] = []
    here = 0
    for start, end, put in _in_place(passage, sources):
        if start >= here:
            pieces.append(Piece(inline(clause.text, here, start)))
            pieces += put
            here = end
    pieces.append(Piece(inline(clause.text, here, len(clause.text))))
    return Block(clause.kind.value, clause.marker, tuple(piece for piece in pieces if piece.html))


def _in_place(passage: Passage, sources: Mapping[str, Source]) -> list[tuple[int, int, list[Piece]]]:
    """List what stands in the place of some words: references, and a note for quotations whose words have gone."""
    put = [(one.start, one.end, _references(one, sources)) for one in passage.citations]
    gone = [one for one in sources.values() if one.flag]
    if gone:
        for quotation in quotations_in(passage.clause.text):
            source = _gone_behind(quotation, gone)
            if source is not None:
                note = Markup('“<span class="soft">[words {} since]</span>”').format(source.flag)
                put.append((quotation.start, quotation.end, [Piece(note)]))
    return sorted(put, key=lambda one: one[:2])


def _gone_behind(quotation: Quotation, gone: Sequence[Source]) -> Source | None:
    """Return whose words a quotation holds, of those whose words are shown no more: who it names, or says the same."""
    words = _plain(quotation.words)
    for source in gone:
        if source.reference in quotation.references or (len(words) >= TELLING and words in _plain(source.gone)):
            return source
    return None


def _plain(said: str) -> str:
    return " ".join(said.casefold().split()).strip(" .,;:!?…“”\"'")


def _references(citation: Citation, sources: Mapping[str, Source]) -> list[Piece]:
    first = Piece(Markup.escape(citation.first), citation.first, sources.get(citation.first))
    if citation.first == citation.last:
        return [first]
    last = Piece(Markup.escape(citation.last), citation.last, sources.get(citation.last))
    return [first, Piece(Markup(" to ")), last]
