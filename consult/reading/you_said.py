"""You said, we did: by theme and by clause, what people said, the words before and after, and why not where not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.answers.dissent.service import Printed, printed_notes
from consult.core.compare import ClauseChange, ClauseOp
from consult.core.errors import Missing
from consult.core.kinds import Kind
from consult.documents.models import Document, Revision
from consult.reading.marks import Stretch, stretches
from consult.reading.you_said_counts import (
    DID,
    DID_NOT,
    OTHER,
    Said,
    Totals,
    Wanted,
    count_by_clause,
    count_by_place,
    count_totals,
    list_themes,
)
from consult.reading.you_said_table import Line, make_lines
from consult.reading.you_said_texts import Compared, code_of, compare_revisions, in_order, is_changed, keys_of
from consult.reading.you_said_voices import Place, Voice, list_voices

FIRST = 3
"""Clauses shown of each theme on the page of all; the theme's own page has the rest."""
PAGE = 12
"""Clauses on a page of one theme, or of all clauses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What people said about one clause, and what became of it. No key: about the whole document."""

    key: str | None
    code: str
    stands: bool
    did: tuple[Voice, ...]
    did_not: tuple[Voice, ...]
    others: tuple[Voice, ...]
    words: tuple[Stretch, ...]
    op: str
    said: int
    answered: int
    """How many have an answer that lasts."""
    shown_of: int
    """How many the voices were chosen from: those, and what was carried forward."""
    notes: tuple[Printed, ...]

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All voices shown."""
        return self.did + self.did_not + self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A theme, or all clauses. `changed`: how many of its clauses changed; `more`: of how many nothing is shown."""

    name: str
    title: str
    said: int
    changed: int
    pairs: tuple[Pair, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All answers on a document. `sections` are one for each theme, or one for all clauses (`by_theme` says which);
    `pages`: how many pages of clauses there are where one theme, or all clauses, are shown."""

    totals: Totals
    by_theme: bool
    has_themes: bool
    contents: tuple[Section, ...]
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    found: int
    pages: int


def read_answers(document: Document, first: Revision, newest: Revision, wanted: Wanted | None = None) -> Answers:
    """Read what became of what people said: a fixed number of queries, however much that is.

    Raises Missing for a theme or a page there is not.
    """
    wanted = wanted or Wanted()
    themes = list_themes(document)
    texts = compare_revisions(first, newest)
    places = count_by_place(document, wanted, [one.id for one in themes])
    names = {one.id: (one.public_id, one.name) for one in themes}
    has_themes = any(theme is not None for theme, _clause in places)
    by_theme = has_themes and not wanted.by_clause
    clauses = count_by_clause(document, wanted)
    groups = _group(places if by_theme else {(None, clause): said for clause, said in clauses.items()})
    titles = {**names, None: (OTHER, "Everything else")} if by_theme else {None: ("clauses", "Clause by clause")}
    ordered = [theme for theme in titles if theme in groups]
    if wanted.theme:
        ordered = [theme for theme in ordered if titles[theme][0] == wanted.theme] if by_theme else []
        if not ordered:
            raise Missing("There is no such theme here, or nothing was said on it.")
    alone = len(ordered) == 1 and (bool(wanted.theme) or not by_theme)
    chosen = {theme: _choose(groups[theme], texts, wanted, alone=alone) for theme in ordered}
    pages = max(1, *(-(-len(_answered(groups[theme])) // PAGE) for theme in ordered)) if alone else 1
    if wanted.page > pages:
        raise Missing("There are not so many pages. Begin at the first.")
    shown = {clause for places_of in chosen.values() for clause in places_of}
    voices = list_voices(document, wanted, [one.id for one in themes] if by_theme else (), shown)
    rest = _Rest(texts, keys_of(shown, texts), printed_notes(document, [one for one in shown if one is not None]))
    sections = [
        _section(
            titles[theme], groups[theme], texts, [rest.pair((theme, one), groups[theme], voices) for one in clauses_]
        )
        for theme, clauses_ in chosen.items()
    ]
    contents = [_section(titles[theme], groups[theme], texts, ()) for theme in titles if theme in groups]
    return Answers(
        totals=count_totals(document),
        by_theme=by_theme,
        has_themes=has_themes,
        contents=tuple(contents),
        sections=tuple(one for one in sections if one.pairs),
        lines=make_lines(clauses, texts, keys_of(clauses, texts)),
        found=sum(one.said for one in clauses.values()),
        pages=pages,
    )


def _group(places: Mapping[Place, Said]) -> dict[int | None, dict[int | None, Said]]:
    groups: dict[int | None, dict[int | None, Said]] = defaultdict(dict)
    for (theme, clause), said in places.items():
        groups[theme][clause] = said
    return groups


def _answered(group: Mapping[int | None, Said]) -> list[int | None]:
    return [clause for clause, said in group.items() if said.answered]


def _choose(group: Mapping[int | None, Said], texts: Compared, wanted: Wanted, *, alone: bool) -> list[int | None]:
    """Choose the clauses to show: a page of them, or the first few of a theme, those that changed and most said of."""
    there = _answered(group)
    if alone:
        return in_order(there, texts)[(wanted.page - 1) * PAGE : wanted.page * PAGE]
    there.sort(key=lambda one: (not is_changed(one, texts), -group[one].answered, one or 0))
    return in_order(there[:FIRST], texts)


def _section(
    title: tuple[str, str], group: Mapping[int | None, Said], texts: Compared, pairs: Sequence[Pair]
) -> Section:
    return Section(
        name=title[0],
        title=title[1],
        said=sum(one.said for one in group.values()),
        changed=sum(1 for clause in group if is_changed(clause, texts)),
        pairs=tuple(pairs),
        more=max(0, len(_answered(group)) - len(pairs)),
    )


@dataclass(frozen=True, slots=True)
class _Rest:
    """What a pair needs besides its voices."""

    texts: Compared
    keys: Mapping[int, str]
    notes: Mapping[int, Sequence[Printed]]

    def pair(self, place: Place, group: Mapping[int | None, Said], voices: Mapping[Place, Sequence[Voice]]) -> Pair:
        """Put together what was said of a clause and what became of it."""
        clause, heard = place[1], voices.get(place, ())
        change = self.texts.changes.get(clause) if clause is not None else None
        op = ("same" if clause is None else "removed") if change is None else change.op.value
        return Pair(
            key=None if clause is None else self.keys[clause],
            code=code_of(change, self.texts),
            stands=op != "removed",
            did=tuple(one for one in heard if one.fate in DID),
            did_not=tuple(one for one in heard if one.fate in DID_NOT),
            others=tuple(one for one in heard if one.fate not in (*DID, *DID_NOT)),
            words=_words(change),
            op=op,
            said=group[clause].said,
            answered=group[clause].lasting,
            shown_of=group[clause].answered,
            notes=() if clause is None else tuple(self.notes.get(clause, ())),
        )


def _words(change: ClauseChange | None) -> tuple[Stretch, ...]:
    """Return the words before and after, where they changed."""
    if change is None or change.op is ClauseOp.SAME:
        return ()
    clause = change.new or change.old
    kind = clause.kind if clause else Kind.PARAGRAPH
    return stretches(change.new.text if change.new else "", (), change.changes, kind=kind)
