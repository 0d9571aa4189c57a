"""The page on which a partner's edited Word file comes in: read, shown, and sent once they have seen it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.contributions.models import Contribution, ContributionKind
from consult.core.errors import ConsultError, Refused
from consult.documents.access import document_facts, the_document
from consult.documents.models import Document
from consult.exchange.blueprint import bp
from consult.exchange.forms import WordForm
from consult.exchange.reviewing.outcome import Review, read_kept
from consult.exchange.reviewing.preview import preview_of
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.uploads import plain_name


@bp.route("/documents/<slug>/word", methods=["GET", "POST"])
@access("contribution:upload", facts=document_facts)
def word(slug: str) -> ResponseReturnValue:
    """Take an edited Word file: its changes as a suggestion, its comments as comments; shown first, then sent."""
    document, form = the_document(slug), WordForm()
    form.offer(current_person())
    review: Review | None = None
    if form.validate_on_submit():
        try:
            review = _read(document, form)
            if not form.file.data:
                return _sent(document, review, form)
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
    elif form.is_submitted() and form.kept.data:
        review = _kept_or_none(form.kept.data)
    preview = preview_of(document, review) if review else None
    status = 422 if form.errors else 200
    return render_template("exchange/word.html", form=form, document=document, preview=preview), status


def _read(document: Document, form: WordForm) -> Review:
    """Return what the file holds, or what was shown before. Raises Refused."""
    if form.file.data:
        # Word's library is loaded only where it is used.
        from consult.exchange.reviewing.service import read_review  # noqa: PLC0415

        review = read_review(form.file.data.read(), plain_name(form.file.data.filename), document)
        form.kept.data = review.kept()
        return review
    if not form.kept.data:
        raise Refused("Choose the Word file you worked on.", field="file")
    return read_kept(form.kept.data)


def _kept_or_none(kept: str) -> Review | None:
    try:
        return read_kept(kept)
    except Refused:
        return None


def _sent(document: Document, review: Review, form: WordForm) -> ResponseReturnValue:
    from consult.exchange.reviewing.service import send_review  # noqa: PLC0415

    made = send_review(
        document,
        review,
        reason=form.reason.data or "",
        organisation=form.organisation.data or None,
        by=current_person(),
        now=clock.now(),
    )
    said = _in_words(made)
    first, is_one = made[0].reference, len(made) == 1 or made[0].kind is ContributionKind.SUGGESTION
    db.session.commit()
    flash(f"{said} Thank you.", "success")
    if is_one:
        return redirect(url_for("pages.contribution", ref=first))
    return redirect(url_for("contributions.listing", slug=document.slug))


def _in_words(made: list[Contribution]) -> str:
    comments = [one.reference for one in made if one.kind is ContributionKind.COMMENT]
    parts = [f"your suggestion {one.reference}" for one in made if one.kind is ContributionKind.SUGGESTION]
    if comments:
        parts.append("one comment" if len(comments) == 1 else f"{len(comments)} comments")
    return f"We have {' and '.join(parts)}."
