"""Write one section: a plain box with a preview, beside it what could be cited. And quotes offered by the software."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.audit.service import record
from consult.consultations.access import the_consultation
from consult.consultations.models import Consultation
from consult.core.citing import citations_in
from consult.core.errors import Conflict, ConsultError, Missing
from consult.core.policy import allows
from consult.documents.access import reader_facts
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.insight.summary import offering, service
from consult.insight.summary.blueprint import bp
from consult.insight.summary.checking import check
from consult.insight.summary.coverage import Filters, Page, list_uncited
from consult.insight.summary.desk_routes import version_in
from consult.insight.summary.forms import SectionForm
from consult.insight.summary.models import SummarySave
from consult.insight.summary.offering import Offered
from consult.insight.summary.queries import find_draft, get_newest
from consult.insight.summary.sections import Section, read_sections
from consult.insight.summary.viewing import show_section
from consult.insight.summary.works import DRAFT
from consult.jobs import works

BESIDE = 12
"""How many contributions not cited yet stand beside a section."""


@bp.route("/consultations/<slug>/desk/summary/edit/<section>", methods=["GET", "POST"])
@access("summary:write", facts=reader_facts)
def edit(slug: str, section: str) -> ResponseReturnValue:
    """Write one section; what others wrote meanwhile is shown beside, never written over."""
    consultation, form = the_consultation(slug), SectionForm()
    save = get_newest(consultation)
    found = _section_or_typed(save, section, form)
    if request.method == "GET":
        form.title.data, form.body.data, form.version.data = found.title, found.body, str(save.number)
        return _edit(consultation, save, found, form)
    valid = form.validate_on_submit()
    if not valid or "preview" in request.form:
        return _edit(consultation, save, found, form, preview=valid), 200 if valid else 422
    try:
        service.write(
            consultation,
            section,
            title=form.title.data or "",
            body=form.body.data or "",
            expected=version_in(form),
            by=the_person(),
            now=clock.now(),
        )
    except ConsultError as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        theirs = error.extra.get("theirs") if isinstance(error, Conflict) else None
        if theirs is not None:  # whoever saves again has both texts before them
            form.version.data = str(error.extra["version"])
        save = get_newest(consultation)
        return _edit(consultation, save, _section_or_typed(save, section, form), form, theirs=theirs), error.http
    db.session.commit()
    flash("Saved as a new version.", "success")
    return redirect(url_for("summary.desk", slug=slug) + f"#{section}")


def _section(save: SummarySave, key: str) -> Section:
    for section in read_sections(save.sections):
        if section.key == key:
            return section
    raise Missing("This section is not in the summary any more. Go back to the summary and choose another one.")


def _section_or_typed(save: SummarySave, key: str, form: SectionForm) -> Section:
    """Return a section; for words sent to one that was taken out meanwhile, one to show them in. Raises Missing."""
    try:
        return _section(save, key)
    except Missing:
        if request.method == "GET" or not form.body.data:
            raise
        return Section(key=key, title=form.title.data or "A section that was taken out")


def _edit(
    consultation: Consultation,
    save: SummarySave,
    section: Section,
    form: SectionForm,
    *,
    preview: bool = False,
    theirs: str | None = None,
) -> str:
    typed = replace(section, title=form.title.data or section.title, body=form.body.data or "") if preview else None
    checked = check(consultation, citations_in(typed.body)) if typed else None
    draft = find_draft(save.summary)
    offered = offering.offer(consultation, draft, save).get(section.key, []) if draft else []
    return render_template(
        "insight/summary/edit.html",
        consultation=consultation,
        save=save,
        part=section,
        form=form,
        longest=service.LONGEST,
        theirs=theirs,
        preview=show_section(typed, checked.sources) if typed and checked else None,
        problems=checked.problems if checked else [],
        offered=offered,
        uncited=_beside(consultation, save, section),
    )


def _beside(consultation: Consultation, save: SummarySave, section: Section) -> Page:
    filters = Filters(theme=section.theme, document=section.document, clause=section.part or None, alike=False)
    return list_uncited(consultation, save, filters, limit=BESIDE)


@bp.route("/consultations/<slug>/desk/summary/draft", methods=["GET", "POST"])
@access("summary:write", facts=reader_facts)
def draft(slug: str) -> ResponseReturnValue:
    """Ask the software for quotes, and look at what it offers beside each section."""
    consultation = the_consultation(slug)
    save = get_newest(consultation)
    if request.method == "POST":
        by, now, back = the_person().public_id, clock.now(), url_for("summary.draft", slug=slug)
        work = works.ask(DRAFT, slug, by=by, now=now, back=back)
        record("summary:draft_asked", slug, by=by, now=now, chain=consultation.public_id)
        db.session.commit()
        return redirect(url_for("pages.work", work=work.public_id))
    return _draft(consultation, save, {})


def _draft(consultation: Consultation, save: SummarySave, problems: dict[str, str]) -> str:
    found = find_draft(save.summary)
    offered: dict[str, list[Offered]] = offering.offer(consultation, found, save) if found else {}
    return render_template(
        "insight/summary/draft.html",
        consultation=consultation,
        save=save,
        draft=found,
        work=works.find_running(DRAFT, consultation.slug),
        sections=read_sections(save.sections),
        offered=offered,
        problems=problems,
        may_write=allows("summary:write", reader_facts(consultation.slug)),
    )


@bp.post("/consultations/<slug>/desk/summary/draft/<section>")
@access("summary:write", facts=reader_facts)
def take(slug: str, section: str) -> ResponseReturnValue:
    """Put the chosen quotes at the end of a section; what people wrote there stays."""
    consultation = the_consultation(slug)
    numbers = {int(one) for one in request.form.getlist("quote") if one.isdecimal() and one.isascii() and len(one) < 5}
    try:
        offering.take(consultation, request.form.get("draft", ""), section, numbers, by=the_person(), now=clock.now())
    except ConsultError as error:
        db.session.rollback()
        return _draft(consultation, get_newest(consultation), {section: error.message}), error.http
    db.session.commit()
    flash("The quotes stand at the end of the section. Put your own words around them.", "success")
    return redirect(url_for("summary.desk", slug=slug) + f"#{section}")
