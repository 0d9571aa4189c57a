"""Say who you are: the page where what was typed waits for its author."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.access import own_facts
from consult.accounts.codes import find_asked
from consult.accounts.forms import CodeForm
from consult.accounts.models import Person
from consult.accounts.service import Wrong, ask_code, check_code, ensure_person
from consult.accounts.session import current_person, sign_in_person
from consult.consultations.stages import stage_now
from consult.contributions import waiting as room
from consult.contributions.blueprint import bp, limit_unknown
from consult.contributions.commenting import revision_read
from consult.contributions.door import was_sent_in_time
from consult.contributions.forms import EmailForm, NameForm, SendForm
from consult.contributions.models import Status, Waiting
from consult.contributions.places import document_address, lands_at, show
from consult.contributions.proposals import ShownChange, show_proposals
from consult.core.errors import ConsultError
from consult.core.stages import Act, Circle, circle
from consult.documents.queries import read_revision
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.limits import asked_from
from consult.infra.mail import MailError, send_now

NO_MAIL = "The mail could not be sent just now. Try again in a minute, or leave your name only."


@bp.get("/waiting/<token>")
@access("site:read")
def waiting(token: str) -> ResponseReturnValue:
    """Show what waits, and ask who said it."""
    found = room.get_waiting(token, clock.now())
    if found.contribution is not None and found.contribution.status is not Status.HELD:
        return redirect(lands_at(found.contribution))
    handle = request.args.get("handle", "")
    return _page(token, found, code=CodeForm(formdata=None, handle=handle) if handle else None)


@bp.post("/waiting/<token>/code")
@access("site:read")
@limit_unknown
def ask(token: str) -> ResponseReturnValue:
    """Send a code, to a known address as to an unknown one."""
    form, now = EmailForm(), clock.now()
    found = room.get_waiting(token, now)
    if not form.validate():
        return _page(token, found, email=form), 422
    try:
        asked = ask_code(form.email.data or "", asked_from=asked_from(), now=now, next_path=f"/waiting/{token}")
    except ConsultError as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _page(token, room.get_waiting(token, now), email=form), error.http
    room.note_email(found, asked.email)
    if form.shown_as.data:
        found.typed = {**found.typed, "name": form.shown_as.data}
    db.session.commit()
    try:
        send_now(asked.letter)
    except MailError:
        form.refuse("email", NO_MAIL)
        return _page(token, room.get_waiting(token, now), email=form), 503
    return redirect(f"/waiting/{token}?handle={asked.handle}")


@bp.post("/waiting/<token>/enter")
@access("site:read")
@limit_unknown
def enter(token: str) -> ResponseReturnValue:
    """Take the six digits, sign the person in, and send what waited."""
    form, now = CodeForm(), clock.now()
    found = room.get_waiting(token, now)
    if not form.validate():
        return _page(token, found, code=form), 422
    name = str(found.typed.get("name") or "")
    person = check_code(form.handle.data or "", form.code.data or "", now=now, name=name)
    # The code is used up, or the try counted, whatever becomes of the words.
    db.session.commit()
    if isinstance(person, Wrong):
        form.refuse("code", person.message)
        return _page(token, room.get_waiting(token, now), code=form), 422
    sign_in_person(person)
    return _send(token, person)


@bp.post("/waiting/<token>/send")
@access("account:own", facts=own_facts)
def send(token: str) -> ResponseReturnValue:
    """Send what waited, as the person who signed in meanwhile."""
    form, person = SendForm(), current_person()
    found = room.get_waiting(token, clock.now())
    if person is None or not form.validate():
        return _page(token, found, send=form), 422
    if form.shown_as.data and not person.name and person.email:
        ensure_person(person.email, form.shown_as.data, clock.now())
    return _send(token, person)


def _send(token: str, person: Person) -> ResponseReturnValue:
    found = room.get_waiting(token, clock.now())
    back = f"{document_address(found.document)}/clauses/{found.typed.get('clause')}"
    try:
        done = room.confirm_waiting(token, person, clock.now())
    except ConsultError as error:
        db.session.rollback()
        return _page(token, room.get_waiting(token, clock.now()), problem=error.message), error.http
    db.session.commit()
    if done.contribution is None:
        flash("Your vote is counted. You can change it while this is open.", "success")
        return redirect(back)
    flash(f"Thank you. {done.contribution.reference} is in.", "success")
    if done.vote_problem:
        flash(f"Your vote was not counted. {done.vote_problem}")
    return redirect(lands_at(done.contribution))


@bp.post("/waiting/<token>/name")
@access("site:read")
@limit_unknown
def leave_name(token: str) -> ResponseReturnValue:
    """Leave a name only: it is held until an officer has looked at it."""
    form, now = NameForm(), clock.now()
    found = room.get_waiting(token, now)
    if not form.validate():
        return _page(token, found, name=form), 422
    try:
        room.leave_with_name(token, form.name.data or "", now)
    except ConsultError as error:
        db.session.rollback()
        form.refuse(error.field if error.field == "name" else None, error.message)
        return _page(token, room.get_waiting(token, now), name=form), error.http
    db.session.commit()
    return redirect(f"/waiting/{token}")


def _page(
    token: str,
    found: Waiting,
    *,
    email: EmailForm | None = None,
    code: CodeForm | None = None,
    name: NameForm | None = None,
    send: SendForm | None = None,
    problem: str = "",
) -> str:
    """Show what waits, with every way to say who one is; or, when it is too late, the words to copy."""
    now, document, typed = clock.now(), found.document, found.typed
    is_open = circle(stage_now(document.consultation, now), Act.CONTRIBUTE) is not Circle.NOBODY
    in_time = is_open or was_sent_in_time(document.consultation, found.sent_at, now)
    hint = typed.get("hint")
    asked = find_asked(code.handle.data or "", now=now) if code else None
    return render_template(
        "contributions/waiting.html",
        token=token,
        found=found,
        document=document,
        body=str(typed.get("body") or ""),
        vote=str(typed.get("vote") or ""),
        changes=_changes(found),
        shown=show(
            document,
            typed.get("clause"),
            typed.get("revision"),
            typed.get("quote") or "",
            (hint[0], hint[1]) if hint else None,
        ),
        in_time=in_time,
        problem=problem,
        person=current_person(),
        asked=asked,
        email=email or EmailForm(formdata=None, email=found.email or "", shown_as=typed.get("name") or ""),
        code=code,
        name=name or NameForm(formdata=None),
        send=send or SendForm(formdata=None),
    )


def _changes(found: Waiting) -> tuple[ShownChange, ...]:
    """Return what a suggestion that waits would change; nothing for a comment."""
    if not found.typed.get("changes"):
        return ()
    new = room.suggestion_of(found.typed)
    return show_proposals(new.changes, read_revision(revision_read(found.document, new.revision)))
