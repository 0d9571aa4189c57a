"""Pages of who has spoken: for officers, and for everybody once it has closed."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.consultations.models import Consultation
from consult.consultations.stages import stage_now
from consult.contributions.areas import keep_areas, list_areas, load_population
from consult.core.errors import ConsultError, Refused
from consult.core.stages import Act, Circle, Stage, circle
from consult.documents.access import reader_facts
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.forms import Form
from consult.insight.voices import service
from consult.insight.voices.forms import ApproachForm, AreasForm, DoneForm, OpinionsForm, PopulationForm
from consult.insight.voices.found import find_opinions
from consult.insight.voices.overview import overview
from consult.insight.voices.population import LARGEST_FILE, read_population
from consult.insight.voices.queries import list_approaches, list_unheard_organisations
from consult.insight.voices.works import FEWEST_VOTERS, KIND
from consult.jobs.works import find_running

bp = Blueprint("voices", __name__)

MOST_UNHEARD = 40


@bp.get("/consultations/<slug>/desk/voices")
@access("consultation:manage", facts=consultation_facts)
def desk(slug: str) -> ResponseReturnValue:
    """Show who has spoken and who has not, and whom officers mean to ask."""
    form = ApproachForm(formdata=None, whom=request.args.get("ask", "")[: service.LONGEST])
    return _desk_page(the_consultation(slug), form)


def _desk_page(consultation: Consultation, form: Form, problem: str = "", status: int = 200) -> ResponseReturnValue:
    unheard, unheard_count = list_unheard_organisations(consultation, MOST_UNHEARD)
    page = render_template(
        "insight/voices/desk.html",
        consultation=consultation,
        overview=overview(consultation, request.args.get("document", "")),
        unheard=unheard,
        unheard_count=unheard_count,
        approaches=list_approaches(consultation),
        form=form,
        problem=problem,
        fewest_voters=FEWEST_VOTERS,
        running=find_running(KIND, consultation.slug),
        found=find_opinions(consultation),
        today=clock.to_london(clock.now()).date(),
        is_open=circle(stage_now(consultation, clock.now()), Act.CONTRIBUTE) is not Circle.NOBODY,
    )
    return page, status


@bp.get("/consultations/<slug>/voices")
@access("consultation:read", facts=reader_facts)
def public(slug: str) -> str:
    """Show everybody who has spoken, once it has closed: while it is open, what changes from day to day would tell."""
    consultation = the_consultation(slug)
    if stage_now(consultation, clock.now()) in (Stage.DRAFTING, Stage.OPEN):
        return render_template("insight/voices/later.html", consultation=consultation)
    return render_template(
        "insight/voices/public.html",
        consultation=consultation,
        overview=overview(consultation, request.args.get("document", ""), everybody=True),
        fewest_voters=FEWEST_VOTERS,
        found=find_opinions(consultation),
    )


@bp.post("/consultations/<slug>/desk/voices/asks")
@access("consultation:manage", facts=consultation_facts)
def plan(slug: str) -> ResponseReturnValue:
    """Put down whom to ask."""
    consultation, form = the_consultation(slug), ApproachForm()
    if form.validate():
        try:
            service.plan_approach(
                consultation,
                form.whom.data or "",
                who=form.who.data or "",
                due=form.due.data,
                by=the_person(),
                now=clock.now(),
            )
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("It is on the list, and on your desk.", "success")
            return redirect(url_for("voices.desk", slug=slug) + "#asks")
    return _desk_page(_again(slug), form, status=422)


@bp.route("/consultations/<slug>/desk/voices/asks/<approach>", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def finish(slug: str, approach: str) -> ResponseReturnValue:
    """Tick off somebody who was asked, with a word on what came of it."""
    consultation, form = the_consultation(slug), DoneForm()
    found = service.get_approach(consultation, approach)
    if form.validate_on_submit():
        try:
            if request.form.get("do") == "reopen":
                service.reopen_approach(found, by=the_person(), now=clock.now())
            else:
                service.finish_approach(found, form.note.data or "", by=the_person(), now=clock.now())
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("Noted.", "success")
            return redirect(url_for("voices.desk", slug=slug) + "#asks")
    page = render_template("insight/voices/ask.html", consultation=consultation, approach=found, form=form)
    return page, 422 if form.errors else 200


@bp.post("/consultations/<slug>/desk/voices/opinions")
@access("consultation:manage", facts=consultation_facts)
def find(slug: str) -> ResponseReturnValue:
    """Ask for opinion groups to be found."""
    consultation, form = the_consultation(slug), OpinionsForm()
    back = url_for("voices.desk", slug=slug) + "#opinions"
    try:
        if not form.validate():
            raise Refused("Press the button again.")
        work = service.ask_for_opinions(consultation, by=the_person(), now=clock.now(), back=back)
    except ConsultError as error:
        return _desk_page(_again(slug), ApproachForm(formdata=None), error.message, error.http)
    address = url_for("pages.work", work=work.public_id)
    db.session.commit()
    return redirect(address)


@bp.route("/consultations/<slug>/desk/areas", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def areas(slug: str) -> ResponseReturnValue:
    """Keep the list of areas people may choose from."""
    consultation = the_consultation(slug)
    form = AreasForm(data={"names": "\n".join(area.name for area in list_areas(consultation))})
    if form.validate_on_submit():
        try:
            kept = keep_areas(consultation, (form.names.data or "").split("\n"), by=the_person(), now=clock.now())
        except ConsultError as error:
            form.refuse(error.field, error.message)
        else:
            db.session.commit()
            flash("Saved. People may say where they live." if kept else "Saved. Nobody is asked now.", "success")
            return redirect(url_for("voices.areas", slug=slug))
    return _areas_page(slug, form, PopulationForm(formdata=None))


@bp.post("/consultations/<slug>/desk/areas/people")
@access("consultation:manage", facts=consultation_facts)
def population(slug: str) -> ResponseReturnValue:
    """Load how many people live in each area, from a CSV file."""
    consultation, form = the_consultation(slug), PopulationForm()
    try:
        upload = form.file.data
        if not form.validate() or not getattr(upload, "filename", ""):
            raise Refused("Choose a CSV file: the area in its first column, its people in the second.", field="file")
        figures = read_population(upload.read(LARGEST_FILE + 1))
        loaded, new = load_population(consultation, figures, by=the_person(), now=clock.now())
    except ConsultError as error:
        form.refuse(error.field if error.field == "file" else "file", error.message)
        names = "\n".join(area.name for area in list_areas(_again(slug)))
        return _areas_page(slug, AreasForm(formdata=None, data={"names": names}), form)
    db.session.commit()
    flash(f"Loaded the people of {loaded} areas; {new} of them were not in the list before.", "success")
    return redirect(url_for("voices.areas", slug=slug))


def _areas_page(slug: str, form: Form, upload: Form) -> ResponseReturnValue:
    consultation = _again(slug) if form.errors or upload.errors else the_consultation(slug)
    kept = list_areas(consultation)
    page = render_template("insight/voices/areas.html", consultation=consultation, form=form, upload=upload, areas=kept)
    return page, 422 if form.errors or upload.errors else 200


def _again(slug: str) -> Consultation:
    """Undo what was begun and read the consultation anew, for the page that says what is wrong."""
    db.session.rollback()
    g.pop("consultation", None)
    return the_consultation(slug)
