"""Pages of the working draft: reading it, changing a clause or the whole, what can change, older saves."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import current_person
from consult.answers.step import draft_step
from consult.consultations.stages import stage_now
from consult.core.errors import ConsultError, Missing
from consult.core.outcomes import outcomes
from consult.core.policy import allows
from consult.core.scopes import Scope
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.models import Document
from consult.documents.queries import read_save
from consult.documents.text import Text, TextClause
from consult.drafting import service
from consult.drafting.blueprint import bp
from consult.drafting.buffering import drop_buffer, find_buffer
from consult.drafting.clause_box import find_box, find_box_begun
from consult.drafting.forms import ClauseForm, ScopeForm, WholeForm
from consult.drafting.guarding import get_head
from consult.drafting.models import Buffer
from consult.drafting.queries import list_saves, published_saves
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access

CAUSES = {"import": "Brought in", "edit": "Edited", "merge": "Took words in", "restore": "Brought back"}
MERGED = "Saved. Somebody else had saved meanwhile; both changes are in the draft now."


@bp.get("/documents/<slug>/draft")
@access("document:draft", facts=document_facts)
def draft(slug: str) -> str:
    """Show the working draft, what changed since it was last published, and its saves."""
    document = the_document(slug)
    return render_template(
        "drafting/draft.html",
        document=document,
        head=get_head(document),
        step=draft_step(document),
        saves=list_saves(document),
        published=published_saves(document),
        outcomes=_outcomes(read_save(get_head(document))),
        CAUSES=CAUSES,
        **_codes(document),
        **_may(document),
    )


def _outcomes(text: Text) -> list[tuple[TextClause, list[TextClause]]]:
    """Return the outcomes of a text, each with its measures."""
    found = outcomes(text.words)
    return [(text.clauses[one.place], [text.clauses[at] for at in one.measures]) for one in found]


@bp.route("/documents/<slug>/draft/whole", methods=["GET", "POST"])
@access("document:save", facts=document_facts)
def whole(slug: str) -> ResponseReturnValue:
    """Edit the whole text; shown before it is saved."""
    document, form = the_document(slug), WholeForm()
    preview: object = None
    outcome: service.Outcome | None = None
    if not form.is_submitted():
        head = get_head(document)
        form.expected_save.data, form.markdown.data = head.public_id, read_save(head).markdown
    elif form.validate():
        try:
            if "save" not in request.form:
                preview = service.preview(document, form.markdown.data or "")
            else:
                outcome = service.save_text(
                    document,
                    form.markdown.data or "",
                    expected_save=form.expected_save.data or "",
                    by=current_person(),
                    now=clock.now(),
                )
        except ConsultError as error:
            form.refuse(error.field, error.message)
    if outcome is not None and not isinstance(outcome, service.Conflicted):
        return _saved(document, outcome)
    if outcome is not None:
        return _collided(document, outcome, form, "drafting/whole.html")
    page = render_template(
        "drafting/whole.html", document=document, form=form, preview=preview, regions=(), **_codes(document)
    )
    return page, 422 if form.errors else 200


@bp.route("/documents/<slug>/draft/clauses/<key>", methods=["GET", "POST"])
@access("document:save", facts=document_facts)
def clause(slug: str, key: str) -> ResponseReturnValue:
    """Edit the words of one clause, from where one left off."""
    document, form = the_document(slug), ClauseForm()
    if not form.is_submitted():
        return _clause_page(document, key, form, unsaved=_offer(document, key, form))
    if form.validate():
        try:
            outcome = service.save_clause(
                document,
                key,
                form.text.data or "",
                expected_save=form.expected_save.data or "",
                by=current_person(),
                now=clock.now(),
            )
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            if isinstance(outcome, service.Conflicted):
                return _collided(document, outcome, form, "drafting/clause.html", key=key)
            if person := current_person():
                drop_buffer(document, key, person)
            return _saved(document, outcome, key)
    return _clause_page(document, key, form)


def _offer(document: Document, key: str, form: ClauseForm) -> Buffer | None:
    """Put into the form what this person typed and did not save, else the draft's words; return the former."""
    head, person = get_head(document), current_person()
    found = read_save(head).find(key)
    buffer = find_buffer(document, key, person) if person else None
    if buffer is not None and (found is None or buffer.text != found.text):
        form.expected_save.data, form.text.data = buffer.save, buffer.text
        return buffer
    if found is None:
        raise Missing("This clause does not stand in the working draft any more.")
    form.expected_save.data, form.text.data = head.public_id, found.text
    return None


@bp.post("/documents/<slug>/draft/clauses/<key>/scope")
@access("document:save", facts=document_facts)
def scope(slug: str, key: str) -> ResponseReturnValue:
    """Say what can change in a clause."""
    document, form = the_document(slug), ScopeForm()
    if form.validate():
        try:
            service.set_scope(
                document,
                key,
                Scope(form.scope.data),
                form.reason.data or "",
                by=current_person(),
                now=clock.now(),
            )
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("Saved: what can change in this clause.", "success")
            return redirect(url_for("drafting.draft", slug=slug, _anchor=key))
    return _clause_page(document, key, None, form)


@bp.post("/documents/<slug>/draft/restore/<save>")
@access("document:save", facts=document_facts)
def restore(slug: str, save: str) -> ResponseReturnValue:
    """Bring an older save back as the newest."""
    expected = request.form.get("expected_save", "")
    service.restore(the_document(slug), save, expected_save=expected, by=current_person(), now=clock.now())
    db.session.commit()
    flash("The older words are the working draft again. What stood there is among the saves.", "success")
    return redirect(url_for("drafting.draft", slug=slug))


def _saved(document: Document, outcome: service.Saved | service.Merged, key: str = "") -> ResponseReturnValue:
    db.session.commit()
    if isinstance(outcome, service.Merged):
        flash(MERGED, "success")
    else:
        flash("Nothing was changed." if outcome.unchanged else "Saved.", "success")
    return redirect(url_for("drafting.draft", slug=document.slug, _anchor=key or None))


def _collided(
    document: Document, outcome: service.Conflicted, form: WholeForm | ClauseForm, template: str, key: str = ""
) -> ResponseReturnValue:
    """Show both sides; what was typed stays, and is sent next time as written over the newest save."""
    form.refuse(None, "Somebody changed the same words while you wrote. Nothing was saved yet.")
    form.expected_save.data = outcome.save.public_id
    form.expected_save.raw_data = [outcome.save.public_id]
    names = {"document": document, "form": form, "regions": outcome.regions, "preview": None, **_codes(document)}
    if key:
        names |= {
            "key": key,
            "row": find_box(outcome.save, key),
            "scope_form": _scope_form(document, key),
            "unsaved": None,
        }
    return render_template(template, **names), 409


def _clause_page(
    document: Document,
    key: str,
    form: ClauseForm | None,
    scope_form: ScopeForm | None = None,
    *,
    unsaved: Buffer | None = None,
) -> ResponseReturnValue:
    head = get_head(document)
    row = find_box_begun(document, key, form.expected_save.data if form else None)
    if form is None:
        form = ClauseForm(formdata=None)
        form.expected_save.data, form.text.data = head.public_id, row.stands if row else ""
    if row is None:
        raise Missing("This clause does not stand in the working draft any more.")
    scope_form = scope_form or _scope_form(document, key)
    page = render_template(
        "drafting/clause.html",
        document=document,
        key=key,
        row=row,
        form=form,
        scope_form=scope_form,
        regions=(),
        unsaved=unsaved,
        **_codes(document),
    )
    return page, 422 if form.errors or scope_form.errors else 200


def _scope_form(document: Document, key: str) -> ScopeForm:
    form = ScopeForm(formdata=None)
    found = read_save(get_head(document)).find(key)
    if found is not None:
        form.scope.data, form.reason.data = found.scope.value, found.scope_reason
    return form


def _codes(document: Document) -> dict[str, object]:
    text = read_save(get_head(document))
    return {"codes": {one.key: code for one, code in zip(text.clauses, text.codes, strict=True)}}


def _may(document: Document) -> dict[str, object]:
    facts = facts_of(document)
    return {
        "may_save": allows("document:save", facts),
        "may_publish": allows("document:publish", facts),
        "may_answer": allows("fate:give", facts),
        "may_manage": allows("document:manage", facts),
        "stage": stage_now(document.consultation, clock.now()),
    }


# They add their views to `bp`.
from consult.drafting import buffer_routes, effect_pages, merge_pages, publish_pages  # noqa: E402, F401
