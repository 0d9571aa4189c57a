"""The officers' pages of the summary: where it stands, its layout, signing, showing, coverage, earlier versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.consultations.access import the_consultation
from consult.consultations.models import Consultation
from consult.core.errors import ConsultError
from consult.core.policy import allows
from consult.documents.access import reader_facts
from consult.documents.queries import list_documents
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.forms import Form
from consult.infra.numbers import whole_number
from consult.insight.summary import service, signing
from consult.insight.summary.blueprint import bp
from consult.insight.summary.coverage import KINDS, Filters, list_uncited, read_coverage
from consult.insight.summary.forms import SignForm, TitleForm
from consult.insight.summary.models import SummarySave
from consult.insight.summary.queries import (
    find_newest,
    find_publication,
    get_newest,
    get_version,
    list_versions,
)
from consult.insight.summary.sections import list_settled, read_sections
from consult.insight.summary.staleness import considered_now, read_considered, read_staleness
from consult.insight.summary.viewing import show


def version_in(form: Form) -> int:
    """Return the number of the version a form was filled in for; 0 for what is no number."""
    return whole_number(form["version"].data) or 0


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("summary.desk", slug=slug))


@bp.get("/consultations/<slug>/desk/summary")
@access("summary:manage", facts=reader_facts)
def desk(slug: str) -> str:
    """Show the newest version, whether it is up to date, how much it leaves out, who signed and who read it."""
    consultation = the_consultation(slug)
    return _desk(consultation, _sign_form(find_newest(consultation)))


def _sign_form(save: SummarySave | None) -> SignForm:
    return SignForm(None, name=the_person().name, version=save.number if save else 0)


def _desk(consultation: Consultation, form: SignForm) -> str:
    now, save = clock.now(), find_newest(consultation)
    may_write = allows("summary:write", reader_facts(consultation.slug))
    if save is None:
        return render_template("insight/summary/begin.html", consultation=consultation, may_write=may_write)
    return render_template(
        "insight/summary/desk.html",
        consultation=consultation,
        save=save,
        shown=show(consultation, read_sections(save.sections)),
        staleness=read_staleness(consultation, save),
        token=considered_now(consultation, now).token,
        coverage=read_coverage(consultation, save),
        publication=find_publication(consultation),
        versions=list_versions(save.summary),
        form=form,
        may_write=may_write,
        signed=any(one.person_id == the_person().id for one in save.signatures),
    )


@bp.post("/consultations/<slug>/desk/summary/begin")
@access("summary:write", facts=reader_facts)
def begin(slug: str) -> ResponseReturnValue:
    """Lay the summary out."""
    service.begin(the_consultation(slug), by=the_person(), now=clock.now())
    db.session.commit()
    flash("The summary is laid out. Write each section, and cite what people said by its reference.", "success")
    return _back(slug)


@bp.post("/consultations/<slug>/desk/summary/consider")
@access("summary:write", facts=reader_facts)
def consider(slug: str) -> ResponseReturnValue:
    """Say that one looked at what came since."""
    now = clock.now()
    considered = read_considered(request.form.get("considered", ""), now)
    if considered is None:
        flash("Look at the list below again, then say that you did.", "error")
        return _back(slug)
    service.consider(the_consultation(slug), considered, by=the_person(), now=now)
    db.session.commit()
    flash("Noted. This is a new version, so it needs a new signature.", "success")
    return _back(slug)


@bp.post("/consultations/<slug>/desk/summary/sign")
@access("summary:write", facts=reader_facts)
def sign(slug: str) -> ResponseReturnValue:
    """Sign the newest version off."""
    consultation, form = the_consultation(slug), SignForm()
    try:
        signing.sign(
            consultation,
            expected=version_in(form),
            by=the_person(),
            now=clock.now(),
            name=form.name.data or "",
            role=form.role.data or "",
        )
    except ConsultError as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        form["version"].data = str(get_newest(consultation).number)
        return _desk(consultation, form), error.http
    db.session.commit()
    flash("You signed this version off. The public sees it once it is published.", "success")
    return _back(slug)


@bp.post("/consultations/<slug>/desk/summary/publish")
@access("summary:write", facts=reader_facts)
def publish(slug: str) -> ResponseReturnValue:
    """Show the newest version to the public."""
    consultation, form = the_consultation(slug), SignForm()
    try:
        signing.publish(consultation, expected=version_in(form), by=the_person(), now=clock.now())
    except ConsultError as error:
        db.session.rollback()
        again = _sign_form(get_newest(consultation))
        again.refuse(None, error.message)
        return _desk(consultation, again), error.http
    db.session.commit()
    flash("The summary is public, with the list of what it does not quote by number.", "success")
    return _back(slug)


@bp.route("/consultations/<slug>/desk/summary/edit", methods=["GET", "POST"])
@access("summary:write", facts=reader_facts)
def layout(slug: str) -> ResponseReturnValue:
    """Show the sections in their order, and add one."""
    consultation, form = the_consultation(slug), TitleForm()
    if form.validate_on_submit():
        try:
            service.add_section(consultation, form.title.data or "", by=the_person(), now=clock.now())
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("The section is there. It stands before the minority views.", "success")
            return redirect(url_for("summary.layout", slug=slug))
    save = get_newest(consultation)
    page = render_template(
        "insight/summary/layout.html",
        consultation=consultation,
        save=save,
        sections=read_sections(save.sections),
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/consultations/<slug>/desk/summary/edit/<section>/up")
@access("summary:write", facts=reader_facts)
def move_up(slug: str, section: str) -> ResponseReturnValue:
    """Move a section up by one place."""
    service.move_section(the_consultation(slug), section, by=the_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("summary.layout", slug=slug))


@bp.post("/consultations/<slug>/desk/summary/edit/<section>/remove")
@access("summary:write", facts=reader_facts)
def remove(slug: str, section: str) -> ResponseReturnValue:
    """Take a section out."""
    version = version_in(SignForm())
    service.remove_section(the_consultation(slug), section, expected=version, by=the_person(), now=clock.now())
    db.session.commit()
    flash("The section is out. Earlier versions keep its words.", "success")
    return redirect(url_for("summary.layout", slug=slug))


@bp.get("/consultations/<slug>/desk/summary/coverage")
@access("summary:manage", facts=reader_facts)
def coverage(slug: str) -> str:
    """Show how much of what was said is cited, as bars and as a table, and list what is not."""
    consultation = the_consultation(slug)
    save = find_newest(consultation)
    filters = filters_asked()
    return render_template(
        "insight/summary/coverage.html",
        consultation=consultation,
        save=save,
        coverage=read_coverage(consultation, save),
        page=list_uncited(consultation, save, filters, after_asked()),
        filters=filters,
        asked=asked(),
        themes=[(one.public_id, one.name) for one in list_settled(consultation)],
        documents=[(one.slug, one.title) for one in list_documents(consultation.id)],
        kinds=[(kind.value, name) for kind, name in KINDS.items()],
    )


def filters_asked() -> Filters:
    """Read which of the uncited a page is asked for."""
    texts = {name: request.args.get(name) or None for name in ("theme", "document", "clause", "kind")}
    return Filters(
        **{name: text if text is None or text.isprintable() else "?" for name, text in texts.items()},
        alike=request.args.get("alike") != "no",
        since=request.args.get("since") == "1",
    )


def asked() -> dict[str, str]:
    """Return the filters as they stand in the address, without the place in the list."""
    names = ("theme", "document", "clause", "kind", "alike", "since")
    return {name: request.args[name] for name in names if request.args.get(name)}


def after_asked() -> int:
    """Return the id after which a page of a list begins."""
    return whole_number(request.args.get("after")) or 0


@bp.get("/consultations/<slug>/desk/summary/versions/<int:number>")
@access("summary:manage", facts=reader_facts)
def version(slug: str, number: int) -> str:
    """Show one version as it was."""
    consultation = the_consultation(slug)
    save = get_version(consultation, min(number, 2**31 - 1))
    shown = show(consultation, read_sections(save.sections))
    return render_template("insight/summary/version.html", consultation=consultation, save=save, shown=shown)
