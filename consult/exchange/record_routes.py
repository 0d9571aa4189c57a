"""The record of a consultation: asked for with one button, listed, laid out, taken away."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.consultations.stages import stage_now
from consult.contributions.counting import HELD_TOO, RECORD
from consult.core.errors import Refused
from consult.core.stages import Stage
from consult.documents.access import reader_facts
from consult.exchange.blueprint import bp
from consult.exchange.recording import service
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import MIME, Form
from consult.exchange.recording.models import MadeRecord
from consult.exchange.recording.withholding import holds_gone_words
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.jobs.works import find_newest

NAMES = {Form.ZIP: "Zip", Form.WORD: "Word", Form.PDF: "PDF"}


@bp.route("/consultations/<slug>/desk/record", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def record(slug: str) -> ResponseReturnValue:
    """Ask for the record with one button; see how far it is, and every one that was made."""
    consultation, now, problem = the_consultation(slug), clock.now(), ""
    if request.method == "POST":
        try:
            edition = _edition(request.form.get("edition", ""))
            service.ask_for(consultation, edition, by=the_person(), now=now, back=url_for("exchange.record", slug=slug))
        except Refused as refused:
            db.session.rollback()
            problem = refused.message
        else:
            db.session.commit()
            return redirect(url_for("exchange.record", slug=slug))
    laid_out = service.find_laid_out(consultation)
    page = render_template(
        "exchange/record.html",
        consultation=consultation,
        withheld=laid_out is not None and holds_gone_words(laid_out),
        problem=problem,
        is_public=stage_now(consultation, now) is not Stage.DRAFTING,
        work=find_newest(service.KIND, consultation.slug),
        made=service.list_made(consultation),
        counted=f"{RECORD} {HELD_TOO}",
        forms={form.value: name for form, name in NAMES.items()},
    )
    return page, 422 if problem else 200


def _edition(given: str) -> Edition:
    if given not in set(Edition):
        raise Refused("Choose the public or the full edition.", field="edition")
    return Edition(given)


@bp.post("/consultations/<slug>/desk/record/<made>/lay-out")
@access("consultation:manage", facts=consultation_facts)
def lay_out(slug: str, made: str) -> ResponseReturnValue:
    """Lay a public edition out for everybody who may read the consultation, or take it back."""
    found = service.get_made(the_consultation(slug), made)
    if request.form.get("back"):
        service.take_back(found, by=the_person(), now=clock.now())
        said = "It is laid out no longer."
    else:
        service.lay_out(found, by=the_person(), now=clock.now())
        said = "Everybody who may read this consultation can take it away now."
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("exchange.record", slug=slug))


@bp.get("/consultations/<slug>/desk/record/<made>/<form>")
@access("consultation:manage", facts=consultation_facts)
def made_record(slug: str, made: str, form: str) -> ResponseReturnValue:
    """Give an officer a record, either edition."""
    return _give(service.get_made(the_consultation(slug), made), slug, form)


@bp.get("/consultations/<slug>/record/<made>/<form>")
@access("consultation:read", facts=reader_facts)
def public_record(slug: str, made: str, form: str) -> ResponseReturnValue:
    """Give anybody who may read the consultation a public edition that was laid out, unless words in it went since."""
    return _give(service.get_laid_out(the_consultation(slug), made), slug, form)


def _give(made: MadeRecord, slug: str, form: str) -> ResponseReturnValue:
    path = service.find_file(made, form, current_app.config["UPLOADS"])
    name = f"{slug}-record-{made.edition.value}-{clock.to_london(made.at):%Y-%m-%d}.{form}"
    return send_file(path, mimetype=MIME[Form(form)], as_attachment=True, download_name=name)
