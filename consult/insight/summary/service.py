"""Write the summary: begin it, write a section, lay it out anew, say what was considered. Each act is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.core.citing import citations_in
from consult.core.errors import Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.insight.summary.checking import check, citations_of
from consult.insight.summary.models import Summary, SummaryCitation, SummarySave
from consult.insight.summary.queries import find_summary, get_newest, get_version
from consult.insight.summary.sections import (
    LONGEST_TITLE,
    MOST,
    Section,
    first_sections,
    hash_of,
    new_key,
    read_sections,
)
from consult.insight.summary.staleness import Considered, considered_now
from consult.jobs.service import emit

LONGEST = 20_000
"""Characters of one section."""


def begin(consultation: Consultation, *, by: Person, now: datetime) -> SummarySave:
    """Lay out a summary with empty sections; what was said until now counts as there to consider.

    Raises Conflict where there is one already.
    """
    lock(consultation)
    if find_summary(consultation) is not None:
        raise Conflict("Somebody began the summary already. Open it and go on from there.")
    summary = Summary(consultation_id=consultation.id, created_at=now)
    db.session.add(summary)
    db.session.flush()
    considered = considered_now(consultation, now)
    return _save(consultation, summary, None, first_sections(consultation), "Laid it out", considered, by, now)


def write(
    consultation: Consultation, key: str, *, title: str, body: str, expected: int, by: Person, now: datetime
) -> SummarySave:
    """Give a section its words. `expected`: the number of the version that was read.

    Others may have written other sections meanwhile; words of this one written meanwhile are never written over: then
    Conflict is raised, with `theirs` and the number of their `version`. Raises Refused, naming each wrong reference.
    """
    lock(consultation)
    newest = get_newest(consultation)
    sections = read_sections(newest.sections)
    place = _place(sections, key)
    section = sections[place]
    title, body = _titled(title, section), _worded(consultation, body)
    if expected != newest.number and _differs(consultation, section, expected):
        raise Conflict(
            "Somebody else wrote in this section meanwhile. Both texts stand below: nothing was written over.",
            theirs=section.body,
            version=newest.number,
        )
    if (title, body) == (section.title, section.body):
        return newest
    changed = replace(section, title=title, body=body)
    return _next(consultation, newest, _with(sections, place, changed), f"Wrote “{title}”", by, now)


def add_section(consultation: Consultation, title: str, *, by: Person, now: datetime) -> SummarySave:
    """Add an empty section before the minority views. Raises Refused."""
    lock(consultation)
    newest = get_newest(consultation)
    sections = read_sections(newest.sections)
    if len(sections) >= MOST:
        raise Refused(f"A summary has up to {MOST} sections. Put some together first.", field="title")
    section = Section(key=new_key(), title=_titled(title, None))
    place = next(number for number, one in enumerate(sections) if one.fixed)
    after = (*sections[:place], section, *sections[place:])
    return _next(consultation, newest, after, f"Added “{section.title}”", by, now)


def remove_section(consultation: Consultation, key: str, *, expected: int, by: Person, now: datetime) -> SummarySave:
    """Take a section out; earlier versions keep it. Raises Refused for minority views, Conflict where it changed."""
    lock(consultation)
    newest = get_newest(consultation)
    sections = read_sections(newest.sections)
    place = _place(sections, key)
    section = sections[place]
    if section.fixed:
        raise Refused("Minority views always have their section. Say there that you found none, if it is so.")
    if expected != newest.number and _differs(consultation, section, expected):
        raise Conflict("Somebody wrote in this section meanwhile. Read it, then take it out if you still want to.")
    after = (*sections[:place], *sections[place + 1 :])
    return _next(consultation, newest, after, f"Took out “{section.title}”", by, now)


def move_section(consultation: Consultation, key: str, *, by: Person, now: datetime) -> SummarySave:
    """Move a section up by one place; the first one, and minority views, stay."""
    lock(consultation)
    newest = get_newest(consultation)
    sections = read_sections(newest.sections)
    place = _place(sections, key)
    if place == 0 or sections[place].fixed:
        return newest
    after = (*sections[: place - 1], sections[place], sections[place - 1], *sections[place + 1 :])
    return _next(consultation, newest, after, f"Moved “{sections[place].title}” up", by, now)


def consider(consultation: Consultation, considered: Considered, *, by: Person, now: datetime) -> SummarySave:
    """Say that somebody looked at all that came up to a point, and that the words hold: a new version says so."""
    lock(consultation)
    newest = get_newest(consultation)
    if considered.id < newest.considered_id or considered.at <= newest.considered_at:
        return newest
    there = considered_now(consultation, now)
    considered = Considered(min(considered.id, max(there.id, newest.considered_id)), considered.at)
    sections = read_sections(newest.sections)
    return _next(consultation, newest, sections, "Looked at what came since", by, now, considered)


def _place(sections: Sequence[Section], key: str) -> int:
    for number, section in enumerate(sections):
        if section.key == key:
            return number
    raise Missing("This section was taken out of the summary. Your words are kept below: copy them to another one.")


def _differs(consultation: Consultation, section: Section, expected: int) -> bool:
    """Say whether a section has other words than in the version that was read."""
    try:
        read = read_sections(get_version(consultation, expected).sections)
    except Missing:
        return True
    return next((one for one in read if one.key == section.key), None) != section


def _titled(title: str, section: Section | None) -> str:
    title = " ".join(normalise(title).split())
    if section is not None and section.fixed:
        return section.title
    if not title:
        raise Refused("Give the section a title.", field="title")
    if len(title) > LONGEST_TITLE:
        raise Refused(f"Write the title in up to {LONGEST_TITLE} letters.", field="title")
    return title


def _worded(consultation: Consultation, body: str) -> str:
    body = normalise(body).strip()
    if len(body) > LONGEST:
        raise Refused(
            f"Write up to {LONGEST:,} letters in one section; this has {len(body):,}. Part it in two.", field="body"
        )
    problems = check(consultation, citations_in(body)).problems
    if problems:
        raise Refused(" ".join(problems), field="body")
    return body


def _with(sections: Sequence[Section], place: int, changed: Section) -> tuple[Section, ...]:
    return (*sections[:place], changed, *sections[place + 1 :])


def put(
    consultation: Consultation, newest: SummarySave, section: Section, did: str, *, by: Person, now: datetime
) -> SummarySave:
    """Put a section in the place of the one with its key in the newest version, which the caller holds the lock for."""
    sections = read_sections(newest.sections)
    _worded(consultation, section.body)
    return _next(consultation, newest, _with(sections, _place(sections, section.key), section), did, by, now)


def _next(
    consultation: Consultation,
    newest: SummarySave,
    sections: Sequence[Section],
    did: str,
    by: Person,
    now: datetime,
    considered: Considered | None = None,
) -> SummarySave:
    considered = considered or Considered(newest.considered_id, newest.considered_at)
    return _save(consultation, newest.summary, newest, sections, did, considered, by, now)


def _save(
    consultation: Consultation,
    summary: Summary,
    newest: SummarySave | None,
    sections: Sequence[Section],
    did: str,
    considered: Considered,
    by: Person,
    now: datetime,
) -> SummarySave:
    save = SummarySave(
        summary_id=summary.id,
        number=newest.number + 1 if newest else 1,
        at=now,
        by_id=by.id,
        did=did,
        sections=[one.plain() for one in sections],
        hash=hash_of(sections),
        considered_id=considered.id,
        considered_at=considered.at,
    )
    db.session.add(save)
    db.session.flush()
    cited = sorted(check(consultation, citations_of(sections)).cited)
    if cited:
        rows = [{"save_id": save.id, "contribution_id": number} for number in cited]
        db.session.connection().execute(insert(SummaryCitation), rows)
    record(
        "summary:saved",
        consultation.slug,
        by=by.public_id,
        now=now,
        chain=consultation.public_id,
        detail={"version": save.number, "hash": save.hash, "did": did, "cited": len(cited)},
    )
    emit("summary:saved", consultation.slug, now=now, version=save.number)
    return save
