"""Enter the parts of a submission: one by one beside its words, or many at once."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError, Refused
from consult.documents.models import Document
from consult.documents.queries import list_documents, read_revision
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number
from consult.infra.templating import plural
from consult.intake.blueprint import AT, bp, page
from consult.intake.forms import ManyForm, PartForm, read_count
from consult.intake.lines import MOST_LINES, read_lines
from consult.intake.models import Submission
from consult.intake.queries import PartLine, get_submission, list_parts
from consult.intake.splitting import Checked, NewPart, add_parts, check, last_position
from consult.intake.words import SOURCES, state_of

PARTS_SHOWN = 200


@bp.post(f"{AT}/<submission>")
@access("intake:enter", facts=consultation_facts)
def part(slug: str, submission: str) -> ResponseReturnValue:
    """Enter one part; what cannot be taken comes back beside the words."""
    found, form = get_submission(the_consultation(slug), submission), PartForm()
    documents = list_documents(found.consultation_id)
    form.offer(documents)
    status = 422
    try:
        if form.validate():
            new = NewPart(
                words=form.words.data or "",
                code=form.code.data or "",
                place=form.place.data or "",
                people=read_count(form.people.data, "people"),
                agreeing=read_count(form.agreeing.data, "agreeing"),
            )
            about = _document(documents, form.document.data)
            made = add_parts(found, about, [new], by=the_person(), now=clock.now(), seen=_seen(form))
            db.session.commit()
            flash(f"{made[0].reference} is in. Enter the next part, or say that all of it is entered.", "success")
            return redirect(url_for("intake.submission", slug=slug, submission=submission) + "#add")
    except ConsultError as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        status = error.http
    return submission_page(slug, submission, form, status)


def _document(documents: Sequence[Document], slug: str) -> Document:
    found = next((one for one in documents if one.slug == slug), None)
    if found is None:
        raise Refused("Choose one of the documents of this consultation.", field="document")
    return found


def submission_page(slug: str, reference: str, form: PartForm | None = None, status: int = 200) -> ResponseReturnValue:
    """Render a submission beside its parts."""
    found = get_submission(the_consultation(slug), reference)
    documents = list_documents(found.consultation_id)
    form = form or PartForm(formdata=None)
    form.offer(documents)
    parts = list_parts(found, after=_after(), limit=PARTS_SHOWN + 1)
    _show(form, found)
    return page(
        "submission.html",
        slug,
        status,
        submission=found,
        form=form,
        parts=parts[:PARTS_SHOWN],
        more=parts[PARTS_SHOWN - 1].position if len(parts) > PARTS_SHOWN else None,
        after=_after(),
        codes=codes_now(documents, parts),
        source=SOURCES[found.source],
        state=state_of(found),
    )


def _show(form: PartForm | ManyForm, submission: Submission) -> None:
    """Note in a form up to which part they were there when it was shown."""
    form.seen.data = str(last_position(submission))
    form.seen.raw_data = [form.seen.data]


def _seen(form: PartForm | ManyForm) -> int | None:
    return whole_number(form.seen.data)


def _after() -> int:
    return whole_number(request.args.get("after")) or 0


def codes_now(documents: Sequence[Document], parts: Sequence[PartLine]) -> dict[str, str]:
    """Return the code of each part's clause in the newest revision, by the part's reference; none where it has gone."""
    texts = {one.slug: read_revision(one.newest_revision) for one in documents if one.newest_revision is not None}
    found = {}
    for one in parts:
        text = texts.get(one.document_slug)
        if one.clause_key and text is not None and one.clause_key in text.positions:
            found[one.reference] = text.code(one.clause_key)
    return found


@bp.route(f"{AT}/<submission>/parts", methods=["GET", "POST"])
@access("intake:enter", facts=consultation_facts)
def many(slug: str, submission: str) -> ResponseReturnValue:
    """Enter many parts at once: typed, shown as they are understood, and entered once nothing is wrong."""
    found, form, status, newer = get_submission(the_consultation(slug), submission), ManyForm(), 200, False
    documents = list_documents(found.consultation_id)
    form.offer(documents)
    checked: Sequence[Checked] = []
    if form.is_submitted():
        try:
            if not form.validate():
                status = 422
            else:
                document = _document(documents, form.document.data)
                parts = _read(form.typed.data or "")
                checked = check(document, parts)
                if request.form.get("do") == "add" and not any(one.problem for one in checked):
                    made = add_parts(found, document, parts, by=the_person(), now=clock.now(), seen=_seen(form))
                    db.session.commit()
                    flash(
                        f"{plural(len(made), 'part')} entered: {made[0].reference} to {made[-1].reference}.", "success"
                    )
                    return redirect(url_for("intake.submission", slug=slug, submission=submission))
                status = 422 if any(one.problem for one in checked) else 200
        except ConsultError as error:
            db.session.rollback()
            form.refuse("typed" if error.field not in ("document",) else error.field, error.message)
            status = error.http
            newer = "seen" in error.extra
    if newer or not form.is_submitted():
        _show(form, found)
    return page("many.html", slug, status, submission=found, form=form, checked=checked, source=SOURCES[found.source])


def _read(typed: str) -> list[NewPart]:
    lines = read_lines(typed)
    if not lines:
        raise Refused("Write at least one part.", field="typed")
    if len(lines) > MOST_LINES:
        raise Refused(f"Enter up to {MOST_LINES} parts at once; these are {len(lines)}.", field="typed")
    return [
        NewPart(words=one.words, code=one.code, place=one.place, people=one.people, agreeing=one.agreeing)
        for one in lines
    ]
