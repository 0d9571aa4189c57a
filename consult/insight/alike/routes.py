"""Officers' pages of what is nearly the same, and the public list a contribution's page leads to."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.consultations.models import Consultation
from consult.contributions.access import contribution_facts, the_contribution
from consult.core.errors import NOT_HERE, ConsultError, Missing
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.paging import page_number, pages_of
from consult.insight.alike import deciding
from consult.insight.alike.method import METHOD, UNSEEN
from consult.insight.alike.queries import (
    alike_in_public,
    count_alike_in_public,
    count_groups,
    find_blank,
    get_group,
    list_groups,
    sums_of,
)
from consult.insight.alike.showing import read_lead, read_members
from consult.insight.alike_models import AlikeGroup
from consult.jobs import works

bp = Blueprint("alike", __name__)

PAGE = 20
FIND = "alike:find"


@bp.get("/consultations/<slug>/desk/alike")
@access("consultation:manage", facts=consultation_facts)
def groups(slug: str) -> str:
    """Show the groups, biggest first, how they were found, and how far a search is."""
    consultation = the_consultation(slug)
    total, members = count_groups(consultation)
    here, last = pages_of(page_number(request.args), total, PAGE)
    rows = list_groups(consultation, PAGE, (here - 1) * PAGE)
    return render_template(
        "insight/alike/groups.html",
        consultation=consultation,
        rows=rows,
        sums=sums_of([row.id for row in rows]),
        total=total,
        members=members,
        blank=find_blank(consultation),
        here=here,
        last=last,
        work=works.find_newest(FIND, slug),
        method=METHOD,
        unseen=UNSEEN,
    )


@bp.post("/consultations/<slug>/desk/alike")
@access("consultation:manage", facts=consultation_facts)
def find(slug: str) -> ResponseReturnValue:
    """Ask for a search; it runs in the background."""
    back = url_for("alike.groups", slug=slug)
    works.ask(FIND, slug, by=the_person().public_id, now=clock.now(), back=back)
    db.session.commit()
    return redirect(back + "#work")


@bp.get("/consultations/<slug>/desk/alike/<alike>")
@access("consultation:manage", facts=consultation_facts)
def group(slug: str, alike: str) -> ResponseReturnValue:
    """Show one group: the lead, and what is different in the others."""
    consultation = the_consultation(slug)
    return _page(consultation, get_group(consultation, alike)), 200


def _page(consultation: Consultation, found: AlikeGroup, error: ConsultError | None = None, verb: str = "") -> str:
    lead = read_lead(found)
    here, last = pages_of(page_number(request.values), max(found.size - 1, 0), PAGE)
    return render_template(
        "insight/alike/group.html",
        consultation=consultation,
        group=found,
        lead=lead,
        lines=read_members(found, lead, PAGE, (here - 1) * PAGE),
        sums=sums_of([found.id]).get(found.id),
        others=[row for row in list_groups(consultation, 100) if row.id != found.id],
        here=here,
        last=last,
        error=error,
        verb=verb,
        typed=request.form,
    )


def _name(found: AlikeGroup, by: Person) -> str:
    deciding.name(found, request.form.get("label", ""), by=by, now=clock.now())
    return "The label is yours now, and stays."


def _take_out(found: AlikeGroup, by: Person) -> str:
    reference = request.form.get("reference", "")
    deciding.take_out(found, reference, by=by, now=clock.now())
    return f"{reference} stands by itself now, and stays out of groups until a person puts it in one."


def _put_in(found: AlikeGroup, by: Person) -> str:
    reference = request.form.get("reference", "")
    deciding.put_in(found, reference, by=by, now=clock.now())
    return f"{reference.strip().upper()} is in this group now, and stays in it."


def _lead(found: AlikeGroup, by: Person) -> str:
    reference = request.form.get("reference", "")
    deciding.choose_lead(found, reference, by=by, now=clock.now())
    return f"{reference} leads this group now."


def _merge(found: AlikeGroup, by: Person) -> str:
    deciding.merge(found, request.form.get("other", ""), by=by, now=clock.now())
    return "The two groups are one now."


def _campaign(found: AlikeGroup, by: Person) -> str:
    campaign = request.form.get("campaign") == "yes"
    deciding.declare(found, campaign, by=by, now=clock.now())
    return "It is marked as a campaign." if campaign else "It is not marked as a campaign any more."


VERBS: dict[str, Callable[[AlikeGroup, Person], str]] = {
    "name": _name,
    "take-out": _take_out,
    "put-in": _put_in,
    "lead": _lead,
    "merge": _merge,
    "campaign": _campaign,
}


@bp.post("/consultations/<slug>/desk/alike/<alike>/<verb>")
@access("consultation:manage", facts=consultation_facts)
def decide(slug: str, alike: str, verb: str) -> ResponseReturnValue:
    """Decide something about a group."""
    if verb not in VERBS:
        raise Missing(NOT_HERE)
    consultation, by = the_consultation(slug), the_person()
    found = get_group(consultation, alike)
    try:
        said = VERBS[verb](found, by)
    except ConsultError as error:
        db.session.rollback()
        return _page(consultation, get_group(consultation, alike), error, verb), error.http
    left = found.size
    db.session.commit()
    flash(said, "success")
    home = url_for("alike.group", slug=slug, alike=alike) if left else url_for("alike.groups", slug=slug)
    return redirect(home)


@bp.get("/contributions/<ref>/alike")
@access("contribution:read", facts=contribution_facts)
def public(ref: str) -> ResponseReturnValue:
    """Show all that anybody may read and that say nearly the same as a contribution; its own page if it is alone."""
    found = the_contribution(ref)
    many = count_alike_in_public(found)
    if not many:
        return redirect(url_for("pages.contribution", ref=found.reference))
    here, last = pages_of(page_number(request.args), many, PAGE)
    return render_template(
        "insight/alike/public.html",
        contribution=found,
        document=found.document,
        consultation=found.document.consultation,
        many=many,
        lines=alike_in_public(found, PAGE, (here - 1) * PAGE),
        here=here,
        last=last,
    )
