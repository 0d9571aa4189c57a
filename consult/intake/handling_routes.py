"""What officers do with a submission besides entering its parts."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.queries import find_person
from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError, Refused
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.forms import Form
from consult.infra.shown import mark_of
from consult.intake import handling
from consult.intake.blueprint import AT, bp, page
from consult.intake.files import ACCEPT
from consult.intake.forms import FilesForm, ForgetForm, MarkForm, ReaderForm, WordsForm
from consult.intake.models import Submission
from consult.intake.queries import get_submission, list_readers
from consult.intake.registering import add_files, change_words


def _back(slug: str, reference: str) -> ResponseReturnValue:
    return redirect(url_for("intake.submission", slug=slug, submission=reference))


def _press(slug: str, reference: str, do: Callable[[Submission], None], said: str) -> ResponseReturnValue:
    """Do what a button says, and come back. Raises Missing for what is not in this register."""
    found = get_submission(the_consultation(slug), reference)
    try:
        do(found)
    except ConsultError as error:
        db.session.rollback()
        flash(error.message)
    else:
        db.session.commit()
        flash(said, "success")
    return _back(slug, reference)


@bp.post(f"{AT}/<submission>/read")
@access("intake:handle", facts=consultation_facts)
def read(slug: str, submission: str) -> ResponseReturnValue:
    """Say that one has read it."""
    return _press(
        slug,
        submission,
        lambda one: handling.read(one, by=the_person(), now=clock.now()),
        "Noted: you have read it.",
    )


@bp.post(f"{AT}/<submission>/done")
@access("intake:handle", facts=consultation_facts)
def done(slug: str, submission: str) -> ResponseReturnValue:
    """Say that all it says is entered."""
    said = "All of it is entered. Each part is answered like any other comment."
    return _press(slug, submission, lambda one: handling.finish(one, by=the_person(), now=clock.now()), said)


@bp.post(f"{AT}/<submission>/again")
@access("intake:handle", facts=consultation_facts)
def again(slug: str, submission: str) -> ResponseReturnValue:
    """Take it up again."""
    said = "Taken up again: it waits for its parts."
    return _press(slug, submission, lambda one: handling.take_up_again(one, by=the_person(), now=clock.now()), said)


def _fill_in(
    slug: str,
    reference: str,
    form: Form,
    template: str,
    do: Callable[[Submission], None],
    said: str,
    **shown: object,
) -> ResponseReturnValue:
    """Show a form about a submission, or do what it says; what is wrong comes back beside its field."""
    status = 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                do(get_submission(the_consultation(slug), reference))
                db.session.commit()
                flash(said, "success")
                return _back(slug, reference)
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
            if newer := error.extra.get("shown"):
                form["shown"].data = newer
                shown["newer"] = True
    found = get_submission(the_consultation(slug), reference)
    return page(template, slug, status, submission=found, form=form, **shown)


@bp.route(f"{AT}/<submission>/words", methods=["GET", "POST"])
@access("intake:handle", facts=consultation_facts)
def words(slug: str, submission: str) -> ResponseReturnValue:
    """Write down what it says, or correct it."""
    stands = get_submission(the_consultation(slug), submission).words
    form = WordsForm(data={"words": stands, "shown": mark_of(stands)})

    def do(one: Submission) -> None:
        change_words(one, form.words.data or "", by=the_person(), now=clock.now(), shown=form.shown.data)

    return _fill_in(slug, submission, form, "words.html", do, "Saved.", newer=False)


@bp.route(f"{AT}/<submission>/files", methods=["GET", "POST"])
@access("intake:handle", facts=consultation_facts)
def files(slug: str, submission: str) -> ResponseReturnValue:
    """Keep further files with it."""
    form = FilesForm()

    def do(one: Submission) -> None:
        add_files(one, form.keep(current_app.config["UPLOADS"]), by=the_person(), now=clock.now())

    return _fill_in(slug, submission, form, "files.html", do, "Kept.", accept=ACCEPT)


@bp.route(f"{AT}/<submission>/mark", methods=["GET", "POST"])
@access("intake:handle", facts=consultation_facts)
def mark(slug: str, submission: str) -> ResponseReturnValue:
    """Mark that nothing needs to be entered from it."""
    form = MarkForm()

    def do(one: Submission) -> None:
        reason, by, now = form.reason.data or "", the_person(), clock.now()
        if form.mark.data == "twice":
            handling.mark_twice(one, form.twice.data or "", reason, by=by, now=now)
        else:
            handling.mark_nothing(one, reason, by=by, now=now)

    return _fill_in(slug, submission, form, "mark.html", do, "Marked. It stays in the register for good.")


@bp.route(f"{AT}/<submission>/reader", methods=["GET", "POST"])
@access("intake:handle", facts=consultation_facts)
def reader(slug: str, submission: str) -> ResponseReturnValue:
    """Name another reader."""
    consultation = the_consultation(slug)
    form = ReaderForm(data={"reader": get_submission(consultation, submission).reader.public_id})
    form.offer(list_readers(consultation), the_person())

    def do(one: Submission) -> None:
        chosen = find_person(form.reader.data)
        if chosen is None:
            raise Refused("Choose an officer of this consultation who is to read it.", field="reader")
        handling.name_reader(one, chosen, by=the_person(), now=clock.now())

    return _fill_in(slug, submission, form, "reader.html", do, "Saved.")


@bp.route(f"{AT}/<submission>/forget", methods=["GET", "POST"])
@access("intake:handle", facts=consultation_facts)
def forget(slug: str, submission: str) -> ResponseReturnValue:
    """Take the sender's name and address away."""
    form = ForgetForm()

    def do(one: Submission) -> None:
        handling.forget_sender(one, form.reason.data or "", by=the_person(), now=clock.now())

    return _fill_in(slug, submission, form, "forget.html", do, "The sender’s name and address are gone.")
