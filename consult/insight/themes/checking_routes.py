"""Code contributions by hand, check the software's links by a random sample, and see what says nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import ConsultError
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.infra.numbers import whole_number
from consult.infra.paging import page_number
from consult.infra.templating import plural
from consult.insight.models import Theme, ThemeState
from consult.insight.themes import linking, lists, queries
from consult.insight.themes.blueprint import bp

AT_ONCE = 10


def _skip() -> int:
    return min(whole_number(request.args.get("skip")) or 0, 1_000_000)


@bp.route("/consultations/<slug>/desk/themes/coding", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def coding(slug: str) -> ResponseReturnValue:
    """Show ten contributions that carry no theme yet, each with the whole frame to tick; take what was ticked."""
    consultation, skip, problem = the_consultation(slug), _skip(), ""
    themes = queries.list_themes(consultation.id, ThemeState.SETTLED)
    ticked = _pairs(request.form.getlist("carries"))
    if request.method == "POST":
        try:
            done = _link_all(ticked, themes)
            kept, gone = _in_use(ticked, themes)
        except ConsultError as error:
            db.session.rollback()
            problem, status = error.message, error.http
        else:
            db.session.commit()
            flash(f"{plural(done, 'link')} made by you.", "success")
            _say_gone(len(gone))
            left = len(set(request.form.getlist("shown")) - {str(one) for one, _ in kept})
            return redirect(url_for("themes.coding", slug=slug, skip=skip + left or None))
    page = render_template(
        "insight/themes/coding.html",
        consultation=consultation,
        themes=themes,
        lines=lists.list_to_code(consultation.id, skip, AT_ONCE) if themes else (),
        spread=queries.read_spread(consultation.id),
        skip=skip,
        ticked=frozenset(ticked),
        problem=problem,
    )
    return page, status if problem else 200


@bp.route("/consultations/<slug>/desk/themes/checking", methods=["GET", "POST"])
@access("consultation:manage", facts=consultation_facts)
def checking(slug: str) -> ResponseReturnValue:
    """Show ten links of the software that nobody checked, picked by chance; take what a person says of each."""
    consultation, skip, problem = the_consultation(slug), _skip(), ""
    themes = queries.list_themes(consultation.id, ThemeState.SETTLED)
    only = next((one for one in themes if one.public_id == request.args.get("theme")), None)
    if request.method == "POST":
        right, wrong = _said("yes"), _said("no")
        try:
            confirmed, rejected = _judge_all(right, wrong, themes)
            gone = len(_in_use(right + wrong, themes)[1])
        except ConsultError as error:
            db.session.rollback()
            problem, status = error.message, error.http
        else:
            db.session.commit()
            flash(f"{plural(confirmed, 'link')} confirmed, {rejected} rejected.", "success")
            before = len(right) + len(wrong) - gone - confirmed - rejected
            if before:
                flash(f"{plural(before, 'link')} had been checked by a colleague, or proposed anew: left as they are.")
            _say_gone(gone)
            left = max(0, len(request.form.getlist("shown")) - len(right) - len(wrong))
            kept = only.public_id if only else None
            return redirect(url_for("themes.checking", slug=slug, theme=kept, skip=skip + left or None))
    page = render_template(
        "insight/themes/checking.html",
        consultation=consultation,
        themes=themes,
        only=only,
        lines=lists.list_to_check(consultation.id, only.id if only else None, skip, AT_ONCE),
        total=queries.together(list(queries.count_links(consultation.id).values())),
        skip=skip,
        problem=problem,
    )
    return page, status if problem else 200


@bp.get("/consultations/<slug>/desk/themes/blank")
@access("consultation:manage", facts=consultation_facts)
def blank(slug: str) -> str:
    """List the answers that say nothing, which are set apart."""
    consultation, page = the_consultation(slug), page_number(request.args)
    lines, last = lists.list_blank(consultation.id, page)
    return render_template(
        "insight/themes/blank.html", consultation=consultation, lines=lines, page=min(page, last), last=last
    )


def _pairs(values: Iterable[str]) -> list[tuple[int, str]]:
    """Read "contribution id:theme" pairs; what is none is left out."""
    found = []
    for value in values:
        one, _, theme = value.partition(":")
        number = whole_number(one)
        if number is not None:
            found.append((number, theme))
    return found


def _said(word: str) -> list[tuple[int, str]]:
    """Read of which of the links shown a person said yes, or no."""
    return _pairs(pair for pair in request.form.getlist("shown") if request.form.get(f"said-{pair}") == word)


def _link_all(pairs: Iterable[tuple[int, str]], themes: Iterable[Theme]) -> int:
    by, now = the_person(), clock.now()
    return sum(linking.link(ids, theme, by=by, now=now) for theme, ids in _by_theme(pairs, themes))


def _judge_all(
    right: Iterable[tuple[int, str]], wrong: Iterable[tuple[int, str]], themes: Iterable[Theme]
) -> tuple[int, int]:
    """Confirm and reject; return how many of each nobody had checked before."""
    by, now = the_person(), clock.now()
    confirmed = sum(linking.confirm(ids, theme, by=by, now=now) for theme, ids in _by_theme(right, themes))
    return confirmed, sum(linking.reject(ids, theme, by=by, now=now) for theme, ids in _by_theme(wrong, themes))


def _in_use(
    pairs: Iterable[tuple[int, str]], themes: Iterable[Theme]
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Part pairs into those whose theme is in use and those whose theme was taken out of use since."""
    there, every = {theme.public_id for theme in themes}, list(pairs)
    return [pair for pair in every if pair[1] in there], [pair for pair in every if pair[1] not in there]


def _say_gone(many: int) -> None:
    if many:
        flash(f"{plural(many, 'tick')} could not be kept: its theme was taken out of use meanwhile.", "error")


def _by_theme(pairs: Iterable[tuple[int, str]], themes: Iterable[Theme]) -> list[tuple[Theme, list[int]]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for one, theme in pairs:
        ids[theme].append(one)
    return [(theme, ids[theme.public_id]) for theme in themes if theme.public_id in ids]
