"""What the buttons on a theme's page do: each reads its part of the form and calls one verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import request
from sqlalchemy import select

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.contributions.references import read_reference
from consult.core.errors import Refused
from consult.documents.models import Document
from consult.extensions import db
from consult.infra.numbers import whole_number
from consult.infra.templating import plural
from consult.insight.models import Theme
from consult.insight.themes import frame, linking, queries
from consult.insight.themes.forms import ThemeForm

Act = Callable[[Theme, ThemeForm, Person, datetime], str]


def do(what: str, theme: Theme, form: ThemeForm, *, by: Person, now: datetime) -> tuple[str, bool]:
    """Do what a button says; return what was done in words, and whether to stay on the theme's page.

    Raises ConsultError where it is refused, also for a button there is not.
    """
    act = ACTS.get(what)
    if act is None:
        raise Refused("Press one of the buttons of this page.")
    return act(theme, form, by, now), what in STAYS


def ticked() -> list[int]:
    """Return the contributions ticked in a list, by id; what is no id is left out."""
    given = map(whole_number, request.form.getlist("contribution"))
    return [one for one in given if one is not None]


def _chosen() -> list[int]:
    chosen = ticked()
    if not chosen:
        raise Refused("Tick at least one contribution.")
    return chosen


def _change(theme: Theme, form: ThemeForm, by: Person, now: datetime) -> str:
    said = form.name.data or "", form.description.data or ""
    frame.change(theme, *said, by=by, now=now, shown=form.shown.data)
    return "Saved."


def _settle(theme: Theme, form: ThemeForm, by: Person, now: datetime) -> str:
    said = form.name.data or "", form.description.data or ""
    frame.settle(theme, *said, by=by, now=now, shown=form.shown.data)
    examples = ticked()
    linked = linking.link(examples, theme, by=by, now=now) if examples else 0
    return f"“{theme.name}” is in the frame, with {plural(linked, 'contribution')} linked by you."


def _dismiss(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    frame.dismiss(theme, by=by, now=now)
    return "The proposal is dropped."


def _retire(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    frame.retire(theme, request.form.get("reason", ""), by=by, now=now)
    return f"“{theme.name}” is retired. Its links stay on record."


def _again(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    frame.take_up_again(theme, by=by, now=now)
    return f"“{theme.name}” is in use again."


def _up(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    frame.place(theme, -1, by=by, now=now)
    return "Moved up."


def _down(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    frame.place(theme, 1, by=by, now=now)
    return "Moved down."


def _other(name: str, theme: Theme) -> Theme:
    found = queries.find_theme(request.form.get(name, ""))
    if found is None or found.consultation_id != theme.consultation_id:
        raise Refused("Choose another theme of this frame.", field=name)
    return found


def _merge(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    into = _other("into", theme)
    frame.merge(theme, into, by=by, now=now)
    return f"“{theme.name}” is merged into “{into.name}”."


def _confirm(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    return f"{plural(linking.confirm(_chosen(), theme, by=by, now=now), 'link')} confirmed."


def _unlink(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    return f"{plural(linking.unlink(_chosen(), theme, by=by, now=now), 'contribution')} taken out of this theme."


def _link(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    return f"{plural(linking.link(_chosen(), theme, by=by, now=now), 'contribution')} linked."


def _move(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    to = _other("to", theme)
    return f"{plural(linking.move(_chosen(), theme, to, by=by, now=now), 'contribution')} moved to “{to.name}”."


def _add(theme: Theme, _form: ThemeForm, by: Person, now: datetime) -> str:
    named = [read_reference(one) for one in request.form.get("references", "").replace(",", " ").split()]
    wanted = {one for one in named if one}
    rows = (
        select(Contribution.id)
        .join(Document)
        .where(Document.consultation_id == theme.consultation_id, Contribution.reference.in_(wanted))
    )
    found = db.session.scalars(rows).all()
    if not wanted or len(wanted) != len(found) or len(named) != len(wanted):
        raise Refused("Write references of this consultation, such as C-104 S-17, each once.", field="references")
    return f"{plural(linking.link(found, theme, by=by, now=now), 'contribution')} linked."


ACTS: dict[str, Act] = {
    "change": _change,
    "settle": _settle,
    "dismiss": _dismiss,
    "retire": _retire,
    "again": _again,
    "up": _up,
    "down": _down,
    "merge": _merge,
    "confirm": _confirm,
    "unlink": _unlink,
    "link": _link,
    "move": _move,
    "add": _add,
}
STAYS = frozenset(("change", "settle", "again", "confirm", "unlink", "link", "move", "add"))
