"""What authors say of their answer: by the link in a mail, a code in a letter, or signed in; and disputed answers."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.models import Person
from consult.accounts.session import current_person, the_person
from consult.answers.blueprint import bp
from consult.answers.desk.forms import NO, YES, CodeForm, HideWordsForm, MeantForm
from consult.answers.models import FateEntry
from consult.answers.replies import service as replying
from consult.answers.replies.disputes import PER_PAGE, answers_after, count_disputed, get_reply, list_disputed
from consult.answers.replies.models import ReplyLink, Way
from consult.consultations.access import facts_about
from consult.contributions.access import contribution_facts, present_viewer, the_contribution
from consult.contributions.viewing import body_for
from consult.core.errors import Closed, ConsultError, Refused
from consult.core.policy import Facts, allows
from consult.documents.access import document_facts, facts_of, the_document
from consult.documents.queries import is_drafter
from consult.extensions import db, limiter
from consult.infra import clock
from consult.infra.access import access
from consult.infra.limits import asked_from
from consult.infra.paging import page_number

WRONG = "60 per hour"
"""Links and codes that open nothing, from one network address; those that open something count for nothing."""


def _missed(response: Response) -> bool:
    return response.status_code == 404


limit_guesses = limiter.shared_limit(WRONG, scope="reply links", key_func=asked_from, deduct_when=_missed)


def the_link(secret: str) -> ReplyLink:
    """Return the link a request is about, read once. Raises Missing."""
    if g.get("reply_link") is None or g.get("reply_secret") != secret:
        g.reply_link, g.reply_secret = replying.get_link(secret), secret
    link: ReplyLink = g.reply_link
    return link


def link_facts(secret: str, **_: object) -> Facts:
    """Gather the facts for whoever holds a link: it opens what its author may see, whoever is signed in."""
    contribution = the_link(secret).fate_entry.contribution
    author, consultation = contribution.author, contribution.document.consultation
    drafts = author is not None and is_drafter(contribution.document, author.id)
    facts = facts_about(consultation, author, is_drafter=drafts)
    # Somebody without an account got a letter: it was sent to them, so the consultation is for them.
    return replace(facts, is_author=True, in_audience=facts.in_audience or author is None)


def author_facts(ref: str, **_: object) -> Facts:
    """Gather the facts for what only the author may do; staff who entered it for somebody are not its author."""
    facts, contribution, person = contribution_facts(ref), the_contribution(ref), current_person()
    return replace(facts, is_author=person is not None and contribution.author_id == person.id)


@bp.get("/said/<secret>")
@limit_guesses
@access("answer:by-link", facts=link_facts)
def said(secret: str) -> ResponseReturnValue:
    """Show the answer with two buttons. Programs that open every link in a mail change nothing."""
    entry = the_link(secret).fate_entry
    return _private(_ask(entry, MeantForm(), url_for("answers.say", secret=secret)))


@bp.post("/said/<secret>")
@limit_guesses
@access("answer:by-link", facts=link_facts)
def say(secret: str) -> ResponseReturnValue:
    """Record what the holder of the link says, once."""
    link = the_link(secret)
    author = link.fate_entry.contribution.author
    return _private(_record(link.fate_entry, link.way, url_for("answers.say", secret=secret), by=author))


@bp.route("/said", methods=["GET", "POST"])
@limit_guesses
@access("site:read")
def said_code() -> ResponseReturnValue:
    """Take the code that stands in a letter."""
    form = CodeForm()
    if form.validate_on_submit():
        if replying.find_link(form.code.data or "") is not None:
            typed = "".join(sign for sign in (form.code.data or "").upper() if sign in replying.LETTERS)
            return redirect(url_for("answers.said", secret=typed))
        form.refuse("code", "That is no code of ours. Look again: it has three parts of four signs.")
        return render_template("answers/code.html", form=form), 404
    return render_template("answers/code.html", form=form), 422 if form.errors else 200


@bp.get("/contributions/<ref>/meant")
@access("fate:reply", facts=author_facts)
def meant(ref: str) -> ResponseReturnValue:
    """Ask a signed-in author whether the newest answer meets what they meant."""
    entry = replying.find_newest(the_contribution(ref))
    if entry is None:
        return render_template("answers/not_now.html", contribution=the_contribution(ref), why=NO_ANSWER), 409
    return _ask(entry, MeantForm(), url_for("answers.say_meant", ref=ref))


NO_ANSWER = "This has no answer yet. You will get a mail when it has one."


@bp.post("/contributions/<ref>/meant")
@access("fate:reply", facts=author_facts)
def say_meant(ref: str) -> ResponseReturnValue:
    """Record what a signed-in author says, once."""
    entry = replying.find_newest(the_contribution(ref))
    if entry is None:
        return render_template("answers/not_now.html", contribution=the_contribution(ref), why=NO_ANSWER), 409
    return _record(entry, Way.PAGE, url_for("answers.say_meant", ref=ref), by=current_person())


def _ask(entry: FateEntry, form: MeantForm, action: str, status: int = 200) -> ResponseReturnValue:
    why = replying.why_not(entry, now=clock.now())
    if why is not None:
        return render_template("answers/not_now.html", contribution=entry.contribution, why=why), 410
    page = render_template(
        "answers/meant.html",
        entry=entry,
        contribution=entry.contribution,
        form=form,
        action=action,
        until=replying.until(entry),
    )
    return page, status


def _record(entry: FateEntry, way: Way, action: str, *, by: Person | None) -> ResponseReturnValue:
    form, choice = MeantForm(), request.form.get("choice", "")
    if choice not in (YES, NO):
        form.refuse(None, "Press one of the two buttons.")
        return _ask(entry, form, action, 422)
    if not form.validate():
        return _ask(entry, form, action, 422)
    try:
        replying.reply(entry, choice == YES, form.words.data or "", way=way, now=clock.now(), by=by)
    except Closed:
        raise
    except Refused as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _ask(entry, form, action, error.http)
    except ConsultError as error:
        db.session.rollback()
        page = render_template(
            "answers/not_now.html", contribution=entry.contribution, why=error.message, typed=form.words.data
        )
        return page, error.http
    db.session.commit()
    return render_template("answers/thanks.html", contribution=entry.contribution, agrees=choice == YES)


def _private(made: ResponseReturnValue) -> Response:
    """Let nothing keep the page, and no other site learn its address."""
    response = make_response(made)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/documents/<slug>/disputed")
@access("document:read", facts=document_facts)
def disputed(slug: str) -> ResponseReturnValue:
    """List the answers whose authors say that they are not what they meant, and what followed."""
    document = the_document(slug)
    viewer = present_viewer(document)
    page = page_number(request.args)
    waiting, answered = count_disputed(document, viewer)
    listed = list_disputed(document, viewer, page)
    return render_template(
        "answers/disputed.html",
        document=document,
        waiting=waiting,
        answered=answered,
        listed=[(one, body_for(one.contribution, viewer)) for one in listed],
        after=answers_after(listed),
        page=page,
        last=max(1, -(-(waiting + answered) // PER_PAGE)),
        may_give=allows("fate:give", facts_of(document)),
        may_moderate=allows("contribution:moderate", facts_of(document)),
    ), 200


@bp.route("/contributions/<ref>/reply-words/<reply>", methods=["GET", "POST"])
@access("contribution:moderate", facts=contribution_facts)
def hide_reply(ref: str, reply: str) -> ResponseReturnValue:
    """Hide the words of an author's reply, with a public reason."""
    contribution, form = the_contribution(ref), HideWordsForm()
    found = get_reply(contribution, reply)
    status = 422 if form.is_submitted() and not form.validate() else 200
    if form.is_submitted() and status == 200:
        try:
            replying.hide_words(found, form.reason.data or "", by=the_person(), now=clock.now())
        except ConsultError as error:
            db.session.rollback()
            form.refuse(error.field, error.message)
            status = error.http
        else:
            db.session.commit()
            flash("The words are hidden; the reason stands in their place.", "success")
            return redirect(url_for("answers.disputed", slug=contribution.document.slug))
    return render_template("answers/hide_reply.html", contribution=contribution, said=found, form=form), status


@bp.post("/contributions/<ref>/reply-code")
@access("fate:give", facts=contribution_facts)
def print_code(ref: str) -> ResponseReturnValue:
    """Make a code for a letter to an author without an e-mail address; it is shown once."""
    contribution = the_contribution(ref)
    entry = replying.find_newest(contribution)
    if entry is None:
        return render_template("answers/not_now.html", contribution=contribution, why=NO_ANSWER), 409
    try:
        code = replying.make_code(entry, by=the_person(), now=clock.now())
    except ConsultError as error:
        db.session.rollback()
        return render_template("answers/not_now.html", contribution=contribution, why=error.message), error.http
    db.session.commit()
    page = render_template(
        "answers/letter.html", contribution=contribution, entry=entry, code=code, until=clock.now() + replying.LASTS
    )
    return _private(page)
