"""Take a table of answers in: upload it, name its columns, look at what would happen, and do it."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import the_person
from consult.consultations.access import consultation_facts, the_consultation
from consult.core.errors import Conflict, ConsultError, Missing, Refused
from consult.documents.queries import list_documents
from consult.extensions import db
from consult.infra import clock
from consult.infra.access import access
from consult.intake.answers import SAID, Answer, Outcome
from consult.intake.blueprint import AT, bp, page, send_kept
from consult.intake.columns import SAID as MEANINGS
from consult.intake.columns import Column, Means, read_columns
from consult.intake.forms import TableForm
from consult.intake.judging import counts, judge
from consult.intake.models import AnswerTable
from consult.intake.queries import get_table
from consult.intake.report import write_report
from consult.intake.taking import ask, first_problems, name_columns, rows_of, upload
from consult.jobs.works import get_work

SAMPLES = 3
SHOWN = 50
ACCEPT = ".csv,.tsv,.txt,.xlsx"


@bp.route(f"{AT}/tables/new", methods=["GET", "POST"])
@access("intake:enter", facts=consultation_facts)
def new_table(slug: str) -> ResponseReturnValue:
    """Upload a table of answers."""
    consultation, form, status = the_consultation(slug), TableForm(), 200
    documents = list_documents(consultation.id)
    form.offer(documents)
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                made = _upload(form, next(one for one in documents if one.slug == form.document.data))
                db.session.commit()
                return redirect(url_for("intake.columns", slug=slug, table=made.public_id))
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
    return page("table_new.html", slug, status, form=form, accept=ACCEPT)


def _upload(form: TableForm, document: Any) -> AnswerTable:
    file = form.file.data
    if not file:
        raise Refused("Choose the file first.", field="file")
    folder, now = current_app.config["UPLOADS"], clock.now()
    received = form.received.data or clock.to_london(now).date()
    return upload(
        document,
        form.came_from.data or "",
        received,
        file.filename or "",
        file.read(),
        folder,
        by=the_person(),
        now=now,
    )


@bp.route(f"{AT}/tables/<table>", methods=["GET", "POST"])
@access("intake:enter", facts=consultation_facts)
def columns(slug: str, table: str) -> ResponseReturnValue:
    """Say what each column means."""
    found, problem, status = get_table(the_consultation(slug), table), "", 200
    if found.asked_at is not None:
        return redirect(url_for("intake.table", slug=slug, table=table))
    named = read_columns(found.columns or [])
    options = found.options
    if request.method == "POST":
        try:
            options = {name: request.form.get(name, "") for name in ("unknown_clause", "show_names")}
            named = _named(found)
            name_columns(found, named, options, by=the_person(), now=clock.now())
            db.session.commit()
            return redirect(url_for("intake.table", slug=slug, table=table))
        except ConsultError as error:
            db.session.rollback()
            problem, status = error.message, error.http
    rows = rows_of(found, current_app.config["UPLOADS"])
    samples = [_samples(rows.rows, place) for place in range(len(rows.headings))]
    shown = list(zip(found.headings, named, samples, strict=True)) if len(named) == len(found.headings) else []
    meanings = [(means.value, said) for means, said in MEANINGS.items()]
    return page(
        "columns.html", slug, status, table=found, shown=shown, options=options, meanings=meanings, problem=problem
    )


def _named(table: AnswerTable) -> list[Column]:
    stored = [
        {"means": request.form.get(f"means-{n}", ""), "clause": request.form.get(f"clause-{n}", "")}
        for n in range(len(table.headings))
    ]
    return [Column(one.means, one.clause if one.means is Means.WORDS else "") for one in read_columns(stored)]


def _samples(rows: tuple[tuple[str, ...], ...], place: int) -> list[str]:
    found: list[str] = []
    for row in rows[:200]:
        if row[place] and row[place] not in found:
            found.append(row[place])
        if len(found) == SAMPLES:
            break
    return found


@bp.get(f"{AT}/tables/<table>/answers")
@access("intake:read", facts=consultation_facts)
def table(slug: str, table: str) -> ResponseReturnValue:
    """Show what would become of each answer; while it is taken in, how far it is; afterwards, what became of it."""
    found = get_table(the_consultation(slug), table)
    work = get_work(found.work) if found.work else None
    answers: list[Answer] = []
    if found.taken_at is None and (work is None or work.finished_at is not None):
        answers = judge(found, rows_of(found, current_app.config["UPLOADS"]), clock.now())
    many = counts(answers) if answers else found.result or {}
    return page(
        "table.html",
        slug,
        table=found,
        work=work,
        many=[(SAID[Outcome(one)], many[one]) for one in Outcome if many.get(one)],
        fresh=many.get(Outcome.NEW, 0),
        problems=list(first_problems(answers, SHOWN)),
        answers=answers[:SHOWN],
        total=len(answers),
        said=SAID,
    )


@bp.post(f"{AT}/tables/<table>/take")
@access("intake:enter", facts=consultation_facts)
def take(slug: str, table: str) -> ResponseReturnValue:
    """Ask for it to be taken in."""
    found = get_table(the_consultation(slug), table)
    back = url_for("intake.table", slug=slug, table=table)
    try:
        ask(found, back, by=the_person(), now=clock.now())
    except Conflict as error:
        db.session.rollback()
        flash(error.message)
    else:
        db.session.commit()
    return redirect(back)


@bp.get(f"{AT}/tables/<table>/report.csv")
@access("intake:read", facts=consultation_facts)
def report(slug: str, table: str) -> ResponseReturnValue:
    """Give what becomes of every answer as a table: what would, or, once it is taken in, what did."""
    found = get_table(the_consultation(slug), table)
    if found.report_hash is not None:
        return send_kept(found.report_hash, f"{slug}-answers-taken-in.csv")
    if found.asked_at is not None:
        raise Missing("It is being taken in. Its report is here when that is done.")
    answers = judge(found, rows_of(found, current_app.config["UPLOADS"]), clock.now())
    return Response(
        stream_with_context(write_report(answers)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}-answers-looked-at.csv"'},
    )
