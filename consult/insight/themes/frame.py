"""The coding frame of a consultation: add, settle, change, order, merge and retire themes. People only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from consult.accounts.models import Person
from consult.audit.service import record
from consult.consultations.locking import lock
from consult.consultations.models import Consultation
from consult.contributions.door import lock_all
from consult.core.errors import Conflict, Missing, Refused
from consult.core.normal import normalise
from consult.extensions import db
from consult.infra.shown import require_shown
from consult.insight.models import Theme, ThemeLink, ThemeState
from consult.insight.themes.counting import tell_readers
from consult.jobs.service import emit

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_REASON = 80, 1_000, 500
MOST = 200
"""Themes of one frame: more can be neither coded by people nor told apart by software."""


def add(consultation: Consultation, name: str, description: str = "", *, by: Person, now: datetime) -> Theme:
    """Add a theme, settled because a person adds it. Raises Refused, Conflict where the name is taken."""
    lock(consultation)
    lock_all(consultation.id)
    themes = _themes(consultation.id)
    if len(themes) >= MOST:
        raise Refused(f"A frame has up to {MOST} themes. Merge some first.", field="name")
    theme = Theme(
        consultation_id=consultation.id,
        name=_free_name(name, themes),
        description=_description(description),
        position=_last(themes) + 1,
        state=ThemeState.SETTLED,
        proposed_by_id=by.id,
        settled_by_id=by.id,
        settled_at=now,
        created_at=now,
        detail={},
    )
    db.session.add(theme)
    db.session.flush()
    theme.consultation = consultation
    _tell("theme:added", theme, by, now, name=theme.name, description=theme.description)
    return theme


def change(theme: Theme, name: str, description: str, *, by: Person, now: datetime, shown: str | None = None) -> None:
    """Give a theme another name or description. `shown`: a mark of those the person saw.

    Raises Refused, Conflict where the name is taken or somebody changed the theme since.
    """
    _lock(theme)
    name, description = _free_name(name, _themes(theme.consultation_id), theme), _description(description)
    before = {"name": theme.name, "description": theme.description}
    if before == {"name": name, "description": description}:
        return
    _require_shown(theme, shown)
    theme.name, theme.description = name, description
    _tell("theme:changed", theme, by, now, name=theme.name, description=theme.description, before=before)
    tell_readers(theme.consultation_id)


def settle(theme: Theme, name: str, description: str, *, by: Person, now: datetime, shown: str | None = None) -> None:
    """Take a proposed theme into the frame, under a name a person gives it. `shown`: as in `change`.

    Raises Refused, Conflict where it stands there, or was changed since.
    """
    _lock(theme)
    if theme.state is not ThemeState.PROPOSED:
        raise Conflict("This theme is in the frame already. Look at it again.")
    _require_shown(theme, shown)
    themes = _themes(theme.consultation_id)
    theme.name, theme.description = _free_name(name, themes, theme), _description(description)
    theme.position = _last(themes) + 1
    theme.state, theme.settled_by_id, theme.settled_at = ThemeState.SETTLED, by.id, now
    _tell("theme:settled", theme, by, now, name=theme.name, description=theme.description)


def _require_shown(theme: Theme, shown: str | None) -> None:
    stands = f"Now it is called “{theme.name}”, and " + (
        f"to it belongs: “{theme.description}”." if theme.description else "says nothing of what belongs to it."
    )
    said = f"Somebody changed this theme since you opened it. {stands} Press again to put what you wrote in its place."
    require_shown(shown, theme.name, theme.description, said=said)


def dismiss(theme: Theme, *, by: Person, now: datetime) -> None:
    """Drop what the software proposed; nothing carries it. Raises Conflict for a theme of the frame."""
    _lock(theme)
    if theme.state is not ThemeState.PROPOSED:
        raise Conflict("This theme is in the frame. Retire it, with a reason, if it is needed no longer.")
    _tell("theme:dismissed", theme, by, now, name=theme.name)
    db.session.delete(theme)
    db.session.flush()


def retire(theme: Theme, reason: str, *, by: Person, now: datetime) -> None:
    """Take a theme out of use, with a reason; its links stay on record. Raises Refused, Conflict."""
    _lock(theme)
    if theme.state is not ThemeState.SETTLED:
        raise Conflict("This theme is not in use.")
    reason = normalise(reason).strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(f"Say why it is retired, in up to {LONGEST_REASON} characters.", field="reason")
    theme.state = ThemeState.RETIRED
    theme.detail = {**theme.detail, "retired": reason}
    _tell("theme:retired", theme, by, now, reason=reason)
    tell_readers(theme.consultation_id)


def take_up_again(theme: Theme, *, by: Person, now: datetime) -> None:
    """Bring a retired theme back, with the links it had. Raises Conflict."""
    _lock(theme)
    if theme.state is not ThemeState.RETIRED:
        raise Conflict("This theme is in use already.")
    theme.state = ThemeState.SETTLED
    theme.detail = {name: value for name, value in theme.detail.items() if name != "retired"}
    _tell("theme:taken-up", theme, by, now)
    tell_readers(theme.consultation_id)


def place(theme: Theme, step: int, *, by: Person, now: datetime) -> None:
    """Move a theme up (-1) or down (+1) among those in use; at an end it stays."""
    _lock(theme)
    used = [one for one in _themes(theme.consultation_id) if one.state is ThemeState.SETTLED]
    if theme not in used:
        raise Conflict("Only themes in use have an order.")
    at = used.index(theme)
    to = max(0, min(len(used) - 1, at + (1 if step > 0 else -1)))
    if to == at:
        return
    used.insert(to, used.pop(at))
    for number, one in enumerate(used, start=1):
        one.position = number
    _tell("theme:placed", theme, by, now, position=to + 1)


def merge(theme: Theme, into: Theme, *, by: Person, now: datetime) -> None:
    """Give all that a theme carries to another, and retire it.

    Where both carry a contribution, what a person said wins over what the software said, and yes over no.
    Raises Conflict where the two are not both in use.
    """
    _lock(theme, into)
    if theme.id == into.id or theme.consultation_id != into.consultation_id:
        raise Refused("Choose another theme of this frame.", field="into")
    if theme.state is not ThemeState.SETTLED or into.state is not ThemeState.SETTLED:
        raise Conflict("Both themes must be in use.")
    there = {link.contribution_id: link for link in _links(into)}
    moved = 0
    for link in _links(theme):
        if link.rejected:
            continue
        other = there.get(link.contribution_id)
        if other is not None and _weight(other) >= _weight(link):
            continue
        if other is not None:
            db.session.delete(other)
            db.session.flush()
        link.theme_id = into.id
        moved += 1
    db.session.flush()
    db.session.execute(delete(ThemeLink).where(ThemeLink.theme_id == theme.id, ThemeLink.rejected.is_(False)))
    theme.state = ThemeState.RETIRED
    theme.detail = {**theme.detail, "retired": f"Merged into “{into.name}”."}
    _tell("theme:merged", theme, by, now, into=into.public_id, moved=moved)
    tell_readers(theme.consultation_id)


def _weight(link: ThemeLink) -> int:
    """Rank what a link says: a person's yes, a person's no, then the software's word."""
    by_person = link.by_id is not None or link.checked_at is not None
    return (2 if not link.rejected else 1) if by_person else 0


def _links(theme: Theme) -> Sequence[ThemeLink]:
    wanted = select(ThemeLink).where(ThemeLink.theme_id == theme.id).order_by(ThemeLink.id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def _lock(*themes: Theme) -> None:
    """Let one change of a frame, and of what these themes carry, follow the other, and read them as they stand now.

    Raises Missing where one of them was dropped meanwhile.
    """
    lock(themes[0].consultation)
    lock_all(themes[0].consultation_id)
    there = (
        select(Theme)
        .where(Theme.id.in_([one.id for one in themes]))
        .order_by(Theme.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if len(db.session.scalars(there).all()) < len({one.id for one in themes}):
        raise Missing("This theme is not there any more: somebody dropped it.")


def _themes(consultation_id: int) -> Sequence[Theme]:
    wanted = select(Theme).where(Theme.consultation_id == consultation_id).order_by(Theme.position, Theme.id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def _last(themes: Sequence[Theme]) -> int:
    return max((one.position for one in themes), default=0)


def _free_name(name: str, themes: Sequence[Theme], own: Theme | None = None) -> str:
    name = " ".join(normalise(name).split())
    if not name:
        raise Refused("Give the theme a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise Refused(
            f"Keep the name under {LONGEST_NAME} characters; the description has room for more.", field="name"
        )
    for one in themes:
        if one is not own and one.name.casefold() == name.casefold():
            kind = {"proposed": "proposed by the software", "settled": "in the frame", "retired": "retired"}
            raise Conflict(f"There is a theme of that name already, {kind[one.state.value]}.", field="name")
    return name


def _description(description: str) -> str:
    description = normalise(description).strip()
    if len(description) > LONGEST_DESCRIPTION:
        raise Refused(f"Write up to {LONGEST_DESCRIPTION:,} characters.", field="description")
    return description


def _tell(action: str, theme: Theme, by: Person, now: datetime, **detail: object) -> None:
    consultation = theme.consultation
    record(action, theme.public_id, by=by.public_id, now=now, chain=consultation.public_id, detail=detail)
    emit(action, theme.public_id, now=now, consultation=consultation.slug)
    db.session.flush()
