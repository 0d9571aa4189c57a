"""The coding frame: themes in use, proposals, and one theme with the contributions behind it while it is edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.consultations.models import Consultation
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.paging import page_number
from consult.infra.shown import mark_of
from consult.insight.models import Theme, ThemeState
from consult.insight.themes import acts, asking, frame, lists, queries
from consult.insight.themes.blueprint import bp
from consult.insight.themes.forms import ThemeForm
from consult.insight.themes.queries import Counts
from consult.jobs import works

__all__ = ["bp"]


@dataclass
class Typed:
    """What was sent with a small form that was refused: which one, why, and what stood in it."""

    act: str = ""
    problem: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    chosen: frozenset[int] = frozenset()


@bp.route("/consultations/<slug>/desk/themes", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def listing(slug: str) -> ResponseReturnValue:
    """Show the frame, what the software proposes, and how far it can be trusted; add a theme."""
    consultation, form = the_consultation(slug), ThemeForm()
    if form.validate_on_submit():
        try:
            frame.add(consultation, form.name.data or "", form.description.data or "", by=the_person(), now=clock.now())
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            return _frame_page(the_consultation(slug), form), error.http
        db.session.commit()
        flash("The theme is in the frame.", "success")
        return redirect(url_for("themes.listing", slug=slug))
    return _frame_page(consultation, form), 422 if form.errors else 200


def _frame_page(consultation: Consultation, form: ThemeForm, problem: str = "") -> str:
    themes = queries.list_themes(consultation.id)
    counts = queries.count_links(consultation.id)
    used = [one for one in themes if one.state is ThemeState.SETTLED]
    return render_template(
        "insight/themes/frame.html",
        consultation=consultation,
        form=form,
        problem=problem,
        used=used,
        proposed=[one for one in themes if one.state is ThemeState.PROPOSED],
        retired=[one for one in themes if one.state is ThemeState.RETIRED],
        counts={one.id: counts.get(one.id, Counts()) for one in themes},
        total=queries.together([counts[one.id] for one in used if one.id in counts]),
        spread=queries.read_spread(consultation.id),
        trust=asking.find_trust(consultation),
        running=[
            work for kind in (asking.PROPOSE, asking.ASSIGN) if (work := works.find_newest(kind, consultation.slug))
        ],
        fewest=asking.FEWEST_EXAMPLES,
    )


@bp.post("/consultations/<slug>/desk/themes/propose")
@access("consultation:manage", facts=consultation_facts)
def propose(slug: str) -> ResponseReturnValue:
    """Ask the worker for proposed themes."""
    work = asking.ask_for_themes(the_consultation(slug), by=the_person(), now=clock.now())
    db.session.commit()
    return redirect(url_for("pages.work", work=work.public_id))


@bp.post("/consultations/<slug>/desk/themes/assign")
@access("consultation:manage", facts=consultation_facts)
def assign(slug: str) -> ResponseReturnValue:
    """Ask the worker to propose the themes in use for the rest."""
    try:
        work = asking.ask_for_links(the_consultation(slug), by=the_person(), now=clock.now())
    except ConsultError as error:
        db.session.rollback()
        return _frame_page(the_consultation(slug), ThemeForm(formdata=None), error.message), error.http
    db.session.commit()
    return redirect(url_for("pages.work", work=work.public_id))


@bp.get("/consultations/<slug>/desk/themes/<theme>")
@access("consultation:manage", facts=consultation_facts)
def one(slug: str, theme: str) -> str:
    """Show one theme, to be edited, with the contributions behind it."""
    found = queries.get_theme(the_consultation(slug), theme)
    return _theme_page(found, _form_of(found), Typed())


@bp.post("/consultations/<slug>/desk/themes/<theme>")
@access("consultation:manage", facts=consultation_facts)
def act(slug: str, theme: str) -> ResponseReturnValue:
    """Do one thing with a theme or with links of it: which one, the pressed button says."""
    found, form = queries.get_theme(the_consultation(slug), theme), ThemeForm()
    what = request.form.get("act", "")
    names = what in ("change", "settle")
    if names and not form.validate():
        return _theme_page(found, form, Typed(what)), 422
    try:
        said, stays = acts.do(what, found, form, by=the_person(), now=clock.now())
    except ConsultError as error:
        db.session.rollback()
        found = queries.get_theme(the_consultation(slug), theme)
        if names:
            form.refuse(error.field, error.message)
            form.shown.data = error.extra.get("shown", form.shown.data)
            return _theme_page(found, form, Typed(what)), error.http
        typed = Typed(what, error.message, request.form.to_dict(), frozenset(acts.ticked()))
        return _theme_page(found, _form_of(found), typed), error.http
    db.session.commit()
    flash(said, "success")
    if not stays:
        return redirect(url_for("themes.listing", slug=slug))
    show, page = request.args.get("show"), request.args.get("page")
    return redirect(url_for("themes.one", slug=slug, theme=theme, show=show, page=page))


def _form_of(theme: Theme) -> ThemeForm:
    return ThemeForm(formdata=None, obj=theme, shown=mark_of(theme.name, theme.description))


def _theme_page(theme: Theme, form: ThemeForm, typed: Typed) -> str:
    show = request.args.get("show", "all")
    show = show if show in queries.SHOWS else "all"
    page = page_number(request.args)
    proposed = theme.state is ThemeState.PROPOSED
    lines, last = ((), 1) if proposed else lists.list_behind(theme, show, page)
    quotes = [*theme.detail.get("typical", ()), *theme.detail.get("different", ())] if proposed else []
    others = queries.list_themes(theme.consultation_id, ThemeState.SETTLED)
    return render_template(
        "insight/themes/proposal.html" if proposed else "insight/themes/theme.html",
        consultation=theme.consultation,
        theme=theme,
        form=form,
        typed=typed,
        show=show,
        lines=lines,
        page=min(page, last),
        last=last,
        counts=queries.count_links(theme.consultation_id).get(theme.id, Counts()),
        others=[one for one in others if one.id != theme.id],
        quoted=lists.lines_by_reference(theme.consultation_id, quotes) if quotes else {},
    )


from consult.insight.themes import checking_routes, filtering  # noqa: E402, F401  # they add to the blueprint and doors
