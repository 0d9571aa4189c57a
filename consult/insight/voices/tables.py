"""Tables of who has spoken: people and organisations side by side and never added up, small numbers hidden."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from consult.accounts.models import OrganisationKind, OrganisationSize
from consult.contributions.models import Channel
from consult.insight.voices.queries import Combination, Heads
from consult.insight.voices.suppressing import SMALL, shown, shown_alone

CHANNELS = {
    Channel.WEB: "Online",
    Channel.EMAIL: "By email",
    Channel.PAPER: "On paper",
    Channel.MEETING: "In a room",
    Channel.PHONE: "By phone",
    Channel.IMPORT: "Imported",
}
NOT_SAID = "Did not say"
NOT_KNOWN = "Size not known"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; a number that is None is not shown."""

    name: str
    people: int | None
    organisations: int | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who has spoken, as it may be shown.

    contributions and heads by individuals and by organisations; `people_told` and `organisations_told` are false where
    so little was said that no table of that side may be shown.
    """

    people: int | None
    people_heads: int | None
    organisations: int | None
    organisations_heads: int | None
    channels: tuple[Row, ...]
    kinds: tuple[Row, ...]
    sizes: tuple[Row, ...]

    @property
    def people_told(self) -> bool:
        """Whether tables of individuals are shown."""
        return self.people is not None

    @property
    def organisations_told(self) -> bool:
        """Whether tables of organisations are shown."""
        return self.organisations is not None


def spoken(combinations: Sequence[Combination], heads: Heads) -> Spoken:
    """Sum up what the database counted.

    Every table of a side splits the same contributions, so that their sum is known: each is made safe against that, and
    where one cannot be, none of that side is shown.
    """

    def split(names: Sequence[Hashable], value: Callable[[Combination], Hashable], organised: bool) -> list[int]:
        counts = dict.fromkeys(names, 0)
        for one in combinations:
            if one.organised == organised:
                counts[value(one)] += one.count
        return list(counts.values())

    dimensions: list[tuple[Sequence[Hashable], Callable[[Combination], Hashable]]] = [
        (list(CHANNELS), lambda one: one.channel),
        (list(OrganisationKind), lambda one: one.kind),
        ([*OrganisationSize, None], lambda one: one.size),
    ]
    people = _safe([split(names, value, False) for names, value in dimensions[:1]])
    organisations = _safe([split(names, value, True) for names, value in dimensions])
    totals = [sum(one.count for one in combinations if one.organised == organised) for organised in (False, True)]
    return Spoken(
        people=totals[0] if people else None,
        people_heads=shown_alone(heads.people) if people else None,
        organisations=totals[1] if organisations else None,
        organisations_heads=shown_alone(heads.organisations) if organisations else None,
        channels=_rows(list(CHANNELS.values()), people, organisations, 0),
        kinds=_rows([kind.value.capitalize() for kind in OrganisationKind], None, organisations, 1),
        sizes=_rows([*(size.value.capitalize() for size in OrganisationSize), NOT_KNOWN], None, organisations, 2),
    )


def area_rows(heads: Mapping[int | None, int], areas: Sequence[tuple[int, str]]) -> tuple[Row, ...]:
    """Return how many people of each area spoke, as it may be shown; nothing where too few did, or no area is kept.

    areas: id and name of each that officers keep. Who named another counts as somebody who did not say.
    """
    if not areas:
        return ()
    known = {area for area, _ in areas}
    counts = [heads.get(area, 0) for area, _ in areas]
    counts.append(sum(count for area, count in heads.items() if area not in known))
    told = _safe([counts])
    return _rows([*(name for _, name in areas), NOT_SAID], told, None, 0) if told is not None else ()


Told = list[tuple[int | None, ...]]


def _safe(tables: Sequence[Sequence[int]]) -> Told | None:
    """Return all tables of a side as they may be shown, or None where one of them may not be, or the total is small."""
    told: Told = []
    for counts in tables:
        safe = shown(counts)
        if safe is None or sum(counts) < SMALL:
            return None
        told.append(safe)
    return told


def _rows(names: Sequence[str], people: Told | None, organisations: Told | None, at: int) -> tuple[Row, ...]:
    return tuple(
        Row(
            name,
            people[at][row] if people is not None else None,
            organisations[at][row] if organisations is not None else None,
        )
        for row, name in enumerate(names)
    )
