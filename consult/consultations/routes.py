"""Pages on which officers run a consultation, and the list everybody sees."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from consult.accounts.models import MemberRole, Network, Organisation, Person
from consult.accounts.session import current_person
from consult.consultations import service
from consult.consultations.access import consultation_facts, facts_about, officer_facts, the_consultation
from consult.consultations.forms import CreateForm, DetailsForm, EntryForm, PaperForm, TimetableForm
from consult.consultations.models import Audience, Consultation, Paper, TimetableEntry
from consult.consultations.queries import get_paper, list_consultations
from consult.consultations.stages import stage_now
from consult.core.errors import ConsultError, Refused
from consult.core.policy import can_read
from consult.core.stages import Stage
from consult.extensions import db
from consult.infra import clock, uploads
from consult.infra.access import access

bp = Blueprint("consultations", __name__)

LARGEST_PAPER = 10 * 1024 * 1024
DATE_FIELDS = {"opens_at": "opens_on", "closes_at": "closes_on"}
"""Where the form shows what is wrong with a moment."""


@bp.get("/consultations")
@access("site:read")
def index() -> str:
    """List what is open, coming, and what became of the rest."""
    person, now = current_person(), clock.now()
    wanted = request.args.get("stage", "")
    shown = [
        (consultation, stage_now(consultation, now))
        for consultation in list_consultations(person)
        if can_read(facts_about(consultation, person))
    ]
    if wanted in set(Stage):
        shown = [(consultation, stage) for consultation, stage in shown if stage == wanted]
    groups = [(stage, [one for one, at in shown if at is stage]) for stage in Stage]
    return render_template("consultations/index.html", groups=groups, wanted=wanted, may_create=_owners(person) != [])


@bp.route("/consultations/new", methods=["GET", "POST"])
@access("consultation:create", facts=officer_facts)
def create() -> ResponseReturnValue:
    """Make a consultation."""
    person = current_person()
    form = CreateForm()
    _offer(form, person)
    if form.validate_on_submit():
        owner = db.session.get_one(Organisation, form.owner.data)
        try:
            if form.opens_at is not None and form.opens_at <= clock.now():
                raise Refused(
                    "That is in the past. Leave it empty, and open it by hand when all is there.", field="opens_at"
                )
            details = _details(form, opens_at=form.opens_at, closes_at=form.closes_at)
            consultation = service.create(details, owner, by=person, now=clock.now())
        except ConsultError as error:
            form.refuse(DATE_FIELDS.get(error.field or "", error.field), error.message)
        else:
            db.session.commit()
            flash("Made. Now add the draft people are to read.", "success")
            return redirect(url_for("pages.consultation", slug=consultation.slug))
    return render_template("consultations/create.html", form=form), 422 if form.errors else 200


@bp.route("/consultations/<slug>/edit", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def edit(slug: str) -> ResponseReturnValue:
    """Change title, purpose and audience."""
    consultation = the_consultation(slug)
    form = DetailsForm(obj=consultation)
    _offer(form, current_person(), consultation)
    if form.validate_on_submit():
        try:
            service.change_details(consultation, _details(form), by=current_person(), now=clock.now())
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("Saved.", "success")
            return redirect(url_for("pages.consultation", slug=slug))
    return _form_page("consultations/edit.html", form, consultation)


@bp.route("/consultations/<slug>/timetable", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def timetable(slug: str) -> ResponseReturnValue:
    """Move the dates it opens and closes, with a reason in public."""
    consultation = the_consultation(slug)
    form = TimetableForm(data=_dates(consultation))
    if form.validate_on_submit():
        try:
            service.move_dates(
                consultation,
                form.opens_at,
                form.closes_at,
                form.reason.data or "",
                by=current_person(),
                now=clock.now(),
            )
        except ConsultError as error:
            form.refuse(DATE_FIELDS.get(error.field or "", error.field), error.message)
        else:
            db.session.commit()
            flash("The dates are moved.", "success")
            return redirect(url_for("pages.consultation", slug=slug))
    return _form_page("consultations/timetable.html", form, consultation)


@bp.route("/consultations/<slug>/timetable/entries", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def entries(slug: str) -> ResponseReturnValue:
    """Add a date to the public timetable: a meeting, a drop-in, a decision."""
    consultation = the_consultation(slug)
    form = EntryForm()
    if form.validate_on_submit():
        entry = TimetableEntry(
            on=form.on.data, time=form.time.data or "", what=form.what.data, where=form.where.data or ""
        )
        service.add_entry(consultation, entry, by=current_person(), now=clock.now())
        db.session.commit()
        flash("Added to the timetable.", "success")
        return redirect(url_for("consultations.entries", slug=slug))
    return _form_page("consultations/entries.html", form, consultation)


@bp.post("/consultations/<slug>/timetable/entries/<int(max=2147483647):entry_id>/remove")
@access("consultation:manage", facts=consultation_facts)
def remove_entry(slug: str, entry_id: int) -> ResponseReturnValue:
    """Take a date out of the public timetable."""
    service.remove_entry(the_consultation(slug), entry_id, by=current_person(), now=clock.now())
    db.session.commit()
    flash("Taken out of the timetable.", "success")
    return redirect(url_for("consultations.entries", slug=slug))


@bp.route("/consultations/<slug>/papers", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def papers(slug: str) -> ResponseReturnValue:
    """Lay out background papers: links and files, each with what it is."""
    consultation = the_consultation(slug)
    form = PaperForm()
    if form.validate_on_submit():
        try:
            service.add_paper(consultation, _paper(form), by=current_person(), now=clock.now())
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("Added to the background papers.", "success")
            return redirect(url_for("consultations.papers", slug=slug))
    return _form_page("consultations/papers.html", form, consultation)


@bp.post("/consultations/<slug>/papers/<paper>/remove")
@access("consultation:manage", facts=consultation_facts)
def remove_paper(slug: str, paper: str) -> ResponseReturnValue:
    """Take a background paper away."""
    consultation = the_consultation(slug)
    service.remove_paper(consultation, get_paper(consultation, paper), by=current_person(), now=clock.now())
    db.session.commit()
    flash("The paper is taken away.", "success")
    return redirect(url_for("consultations.papers", slug=slug))


def _owners(person: Person | None) -> list[Organisation]:
    """List the organisations a person may run consultations for."""
    if person is None:
        return []
    if person.is_administrator:
        return list(db.session.scalars(select(Organisation).order_by(Organisation.name)))
    return [one.organisation for one in person.memberships if one.role is MemberRole.OFFICER]


def _offer(form: DetailsForm, person: Person | None, consultation: Consultation | None = None) -> None:
    """Fill in what can be chosen, and what was chosen before."""
    owners = [consultation.owner] if consultation else _owners(person)
    form.owner.choices = [(owner.id, owner.name) for owner in owners]
    if form.owner.data is None and owners:
        form.owner.data = owners[0].id
    everyone = db.session.scalars(select(Organisation).order_by(Organisation.name))
    form.organisations.choices = [(one.id, one.name) for one in everyone]
    form.networks.choices = [(one.id, one.name) for one in db.session.scalars(select(Network).order_by(Network.name))]
    if consultation is not None and not form.is_submitted():
        form.organisations.data = [guest.organisation_id for guest in consultation.invitations if guest.organisation_id]
        form.networks.data = [guest.network_id for guest in consultation.invitations if guest.network_id]


def _details(form: DetailsForm, **dates: object) -> service.Details:
    organisations = select(Organisation).where(Organisation.id.in_(form.organisations.data or []))
    networks = select(Network).where(Network.id.in_(form.networks.data or []))
    return service.Details(
        title=form.title.data or "",
        purpose=form.purpose.data or "",
        audience=Audience(form.audience.data),
        organisations=db.session.scalars(organisations.order_by(Organisation.name)).all(),
        networks=db.session.scalars(networks.order_by(Network.name)).all(),
        **dates,  # type: ignore[arg-type]  # opens_at and closes_at, or nothing
    )


def _dates(consultation: Consultation) -> dict[str, object]:
    """Give the dates as the boxes of the form want them."""
    opens, closes = consultation.opens_at, consultation.closes_at
    return {
        "opens_on": clock.to_london(opens).date() if opens else None,
        "opens_time": "" if opens is None or clock.is_start_of_day(opens) else clock.spoken_time(opens),
        "closes_on": clock.to_london(closes).date() if closes else None,
        "closes_time": "" if closes is None or clock.is_end_of_day(closes) else clock.spoken_time(closes),
    }


def _paper(form: PaperForm) -> Paper:
    """Make a paper from the form: exactly one of a link and a file. Raises Refused."""
    file, url = form.file.data, (form.url.data or "").strip()
    if bool(file) == bool(url):
        raise Refused("Give a link or choose a file: one of the two.", field="url")
    paper = Paper(title=form.title.data, what=form.what.data or "")
    if url:
        paper.url = url
        return paper
    data = file.read()
    if not data or len(data) > LARGEST_PAPER:
        raise Refused("The file is empty or over 10 MB. Choose another, or give a link to it.", field="file")
    paper.filename, paper.size = uploads.plain_name(file.filename), len(data)
    paper.file_hash = uploads.keep(current_app.config["UPLOADS"], data)
    return paper


def _form_page(template: str, form: object, consultation: Consultation) -> ResponseReturnValue:
    stage = stage_now(consultation, clock.now())
    status = 422 if getattr(form, "errors", None) else 200
    return render_template(template, form=form, consultation=consultation, stage=stage), status
