"""A change of one clause: what it did, what it is called, who thinks otherwise, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person, the_person
from consult.answers.challenges import service as challenging
from consult.answers.challenges.forms import EDITORIAL, AnswerForm, ChallengeForm, HideForm
from consult.consultations.standing import standing
from consult.core.errors import ConsultError, Missing
from consult.core.policy import Facts, allows
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.classing import find_change
from consult.documents.models import ClauseChange, Document, Revision
from consult.documents.queries import list_revisions, read_revision
from consult.drafting.asking_again import list_asked
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.forms import Form
from consult.pages.blueprint import bp
from consult.reading.classes import called
from consult.reading.clause import words_of_change

ADDRESS = "/documents/<slug>/revisions/<int:changed>/clauses/<key>"
NONE = "That revision changed nothing in this clause, or there is no such clause."


def own_facts(slug: str, **_: object) -> Facts:
    """Gather the facts for taking a challenge back: one's own is found by who asks."""
    facts = facts_of(the_document(slug))
    return replace(facts, is_author=facts.signed_in)


@bp.get(ADDRESS)
@access("document:read", facts=document_facts)
def change(slug: str, changed: int, key: str) -> ResponseReturnValue:
    """Show what a revision did to a clause and what that is called, with challenges and answers."""
    return _page(the_document(slug), _get(slug, changed, key))


@bp.post(f"{ADDRESS}/challenge")
@access("challenge:make", facts=document_facts)
def challenge(slug: str, changed: int, key: str) -> ResponseReturnValue:
    """Say that a change is called the wrong thing."""
    form = ChallengeForm()

    def verb(found: ClauseChange) -> None:
        reason, editorial = form.reason.data or "", form.editorial
        challenging.challenge(found, reason, by=the_person(), now=clock.now(), editorial=editorial)

    return _do(slug, changed, key, form, verb, "Your challenge shows here. An officer answers it, and you get a mail.")


@bp.post(f"{ADDRESS}/withdraw")
@access("challenge:withdraw", facts=own_facts)
def withdraw_challenge(slug: str, changed: int, key: str) -> ResponseReturnValue:
    """Take one's own challenge back."""

    def verb(found: ClauseChange) -> None:
        challenging.withdraw(found, by=the_person(), now=clock.now())

    return _do(slug, changed, key, ChallengeForm(), verb, "Your challenge is taken back.")


@bp.post(f"{ADDRESS}/answer")
@access("challenge:answer", facts=document_facts)
def answer_challenge(slug: str, changed: int, key: str) -> ResponseReturnValue:
    """Keep what a change is called, or call it the other thing, with a public reason."""
    form, found = AnswerForm(), _get(slug, changed, key)
    _offer(form, found)

    def verb(one: ClauseChange) -> None:
        editorial, reason = form.called.data == EDITORIAL, form.answer.data or ""
        challenging.answer(one, editorial=editorial, reason=reason, by=the_person(), now=clock.now())

    return _do(slug, changed, key, form, verb, "Your answer shows here. Whoever asked gets a mail.", reason="answer")


@bp.post(f"{ADDRESS}/challenges/<challenged>/hide")
@access("contribution:moderate", facts=document_facts)
def hide_challenge(slug: str, changed: int, key: str, challenged: str) -> ResponseReturnValue:
    """Hide the words of a challenge, with a public reason."""
    form = HideForm()

    def verb(found: ClauseChange) -> None:
        made = challenging.get_challenge(found.revision.document, challenged)
        challenging.hide(made, form.hide.data or "", by=the_person(), now=clock.now())

    return _do(
        slug, changed, key, form, verb, "These words are hidden. Your reason stands in their place.", reason="hide"
    )


@bp.get("/documents/<slug>/challenges")
@access("challenge:answer", facts=document_facts)
def challenges(slug: str) -> str:
    """List the challenges of a document that wait for an answer, longest waiting first."""
    document = the_document(slug)
    revisions = list_revisions(document)
    return render_template(
        "pages/challenges.html",
        document=document,
        consultation=document.consultation,
        standing=standing(document.consultation, clock.now()),
        waiting=[(one, _code(revisions, one.change)) for one in challenging.list_open(document)],
    )


def _do(
    slug: str,
    changed: int,
    key: str,
    form: Form,
    verb: Callable[[ClauseChange], object],
    said: str,
    *,
    reason: str = "reason",
) -> ResponseReturnValue:
    """Do something about a change; where that is refused, show its page again with what was typed."""
    status = 422
    if form.validate_on_submit():
        try:
            verb(_get(slug, changed, key))
        except Missing:
            raise
        except ConsultError as error:
            db.session.rollback()
            form.refuse(reason if error.field == "reason" else error.field, error.message)
            status = error.http
        else:
            db.session.commit()
            flash(said, "success")
            return redirect(url_for("pages.change", slug=slug, changed=changed, key=key))
    return _page(the_document(slug), _get(slug, changed, key), form), status


def _page(document: Document, found: ClauseChange, form: Form | None = None) -> str:
    person, facts = current_person(), facts_of(document)
    stands = called([found])[found.id]
    answering = form if isinstance(form, AnswerForm) else AnswerForm(formdata=None)
    _offer(answering, found)
    runs = allows("document:publish", facts)
    mine = next((one for one in stands.challenges if person is not None and one.by_id == person.id), None)
    return render_template(
        "pages/change.html",
        document=document,
        consultation=document.consultation,
        standing=standing(document.consultation, clock.now()),
        change=found,
        code=_code(list_revisions(document), found),
        changed_words=words_of_change(found),
        stands=stands,
        mine=mine,
        form=form,
        challenging=form if isinstance(form, ChallengeForm) else ChallengeForm(formdata=None),
        answering=answering,
        why_not=challenging.why_not_editorial(found),
        hidden_id=(request.view_args or {}).get("challenged"),
        hiding=form if isinstance(form, HideForm) else HideForm(formdata=None),
        person=person,
        may_challenge=allows("challenge:make", facts) and found.op != "moved",
        may_sign_in=person is None and allows("challenge:make", replace(facts, signed_in=True)) and found.op != "moved",
        may_answer=allows("challenge:answer", facts),
        may_hide=allows("contribution:moderate", facts),
        asked_again=runs
        and found.revision_id == document.newest_revision_id
        and document.id in list_asked([document], clock.now()),
    )


def _offer(form: AnswerForm, found: ClauseChange) -> None:
    may_be_editorial = not challenging.why_not_editorial(found)
    form.offer(editorial=challenging.called_now(found), may_be_editorial=may_be_editorial)


def _code(revisions: Sequence[Revision], found: ClauseChange) -> str:
    """Return what the clause is called in the revision that changed it, or in the one before where it has gone."""
    for revision in reversed(revisions[: found.revision.number]):
        text = read_revision(revision)
        if text.find(found.clause.key) is not None:
            return text.code(found.clause.key)
    return ""


def _get(slug: str, changed: int, key: str) -> ClauseChange:
    found = find_change(the_document(slug), changed, key)
    if found is None:
        raise Missing(NONE)
    return found
