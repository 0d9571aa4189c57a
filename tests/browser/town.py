"""A small town for the browser: consultations full, empty, closed and still drafted, and somebody of every role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from consult.accounts.models import MemberRole, Organisation, OrganisationKind, Person
from consult.answers.challenges import service as challenging
from consult.answers.desk import second_pair
from consult.answers.desk.many import draft_for
from consult.answers.promises import service as promising
from consult.answers.promises.models import PromiseState
from consult.answers.reasons import service as library
from consult.answers.replies import service as replying
from consult.answers.replies.disputes import replies_of
from consult.answers.replies.models import Way
from consult.answers.replies.service import make_links
from consult.consultations.models import Consultation, Paper, TimetableEntry
from consult.consultations.service import move_stage
from consult.contributions.models import Channel, Contribution, Status
from consult.contributions.service import (
    NewSuggestion,
    cosign,
    edit,
    leave_waiting,
    leave_with_name,
    revise,
    suggest,
    withdraw,
)
from consult.core.clauses import Clause as Words
from consult.core.clauses import Kind
from consult.core.fates import Fate
from consult.core.scopes import Scope
from consult.core.stages import Stage
from consult.core.suggestions import Add, Proposed, Remove, Reword
from consult.documents.classing import find_change
from consult.documents.models import Document, Save
from consult.documents.queries import get_document, get_revision, read_revision, read_save
from consult.drafting import service as drafting
from consult.drafting.service import GivenFate, Publication
from consult.extensions import db
from consult.insight.models import AlikeGroup, AlikeMember, Theme, ThemeLink, ThemeState
from consult.insight.summary import deciding, signing
from consult.insight.summary import service as summary
from consult.insight.summary.offering import gather, keep
from consult.insight.summary.queries import get_newest
from consult.insight.summary.quoting import pick
from consult.insight.summary.sections import MINORITY, read_sections
from consult.insight.themes import asking, frame, linking
from consult.intake import files, handling
from consult.intake.models import Source
from consult.intake.splitting import NewPart, add_parts
from consult.jobs import works
from consult.moderation import service as moderation
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_clause, vote_on_contribution
from tests.answers.desk_hands import alike
from tests.insight.voices.crowd import make_heard
from tests.intake.hands import make_submission, take, upload_csv, uploads_folder
from tests.make import (
    find_alike,
    make_comment,
    make_consultation,
    make_document,
    make_drafter,
    make_member,
    make_officer,
    make_organisation,
    make_person,
    make_promise,
    make_record,
    now,
)

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
TEXT = f"""# Getting about

## 1. Booking

Passengers can book by phone, by **text message** or [online](https://example.org/book). A journey can be booked up to
four working days before it is made, also from {LONG}.

The provider must:

- (a) arrive no more than 15 minutes after the time agreed;
- (b) help each passenger from the kerb, and carry up to **two bags**.

> What people told us in the spring stands here.

| Journey | Price | Who pays it |
|---|---|---|
| Single | £4.50 | The passenger, or whoever travels with them |
| Return | £8.00 | The passenger |

## 2. What it costs

A single journey costs no more than £4.50. A carer travels free.

`A line of code{"_that_is_long" * 8}`
"""


@dataclass
class Town:
    """What the pages need to know: who is who, and what stands where."""

    people: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


ALIKE = "Please keep the number 12 bus to the hospital, which my mother takes twice a week, on Sundays and at Easter."


def _alike(council: Organisation) -> dict[str, str]:
    """Say the same in nearly the same words, leave two blank, find both; return their addresses."""
    document = make_document(make_consultation(owner=council), title="The number 12")
    home = f"/consultations/{document.consultation.slug}/desk/alike"
    others = (ALIKE.replace("mother", "father"), "Hello, " + ALIKE, ALIKE.replace("Please", "Please do not"))
    made = [make_comment(document, body) for body in (ALIKE, ALIKE, *others, *[f"{ALIKE} {LONG}"] * 6, "-", "n/a")]
    make_comment(document, "Put more benches along the river, since older people need a rest on the way to market.")
    make_comment(document, "Put benches along the river, since older people need some rest on the way to market.")
    find_alike(document.consultation)
    groups = [member.group.public_id for one in made if (member := db.session.get(AlikeMember, one.id)) is not None]
    return {
        "alike": home,
        "alike-group": f"{home}/{groups[0]}",
        "alike-blank": f"{home}/{groups[-1]}",
        "alike-public": f"/contributions/{made[0].reference}/alike",
        "alike-one": f"/contributions/{made[0].reference}",
    }


def build() -> Town:
    """Make the town. Commits."""
    council = make_organisation("Ashmere Borough Council", OrganisationKind.COUNCIL)
    full = make_consultation(owner=council)
    full.title = f"Getting about after eight, also in {LONG}"
    full.closes_at = now() + timedelta(days=40)
    document = make_document(full, TEXT)
    people = _people(council, document)
    _papers(full)
    _voices(document, people)
    _second_revision(document)
    _loose_ends(document, people)
    _suggestions(document, people)
    empty = make_document(make_consultation(owner=council), title="The last bus home")
    bare = make_consultation(owner=council)
    closed = make_document(make_consultation(owner=council), title="Warm and nearby")
    make_comment(closed, "Before it closed.", quote="two bags")
    closed.consultation.stage = Stage.CONSIDERING
    closed.consultation.changes[0].stage = Stage.CONSIDERING
    asked = make_document(make_consultation(owner=council), title="A fare that changed late")
    _changed_after_the_closing(asked, people["officer"])
    challenged = _challenges(document, people)
    promise = _promises(document, people["officer"])
    theme = _themes(document, people["officer"])
    coding, proposed = _coding(document, people["officer"])
    drafted = make_document(make_consultation(Stage.DRAFTING, owner=council), title="Not yet to be seen")
    _summary(document, people)
    token = leave_waiting(document, {"body": "It waits.", "revision": 2}, now=now())
    changes = [{"key": key_of(document, "A carer"), "text": "Everybody travels free."}]
    typed = {"body": "It waits.", "revision": 2, "changes": changes}
    suggestion = leave_waiting(document, typed, now=now())
    tables = _came_in(document, people["officer"])
    answered = _answers(make_document(make_consultation(owner=council), title="Where the bus stops"), people)
    db.session.commit()
    heard, over = make_heard(council), make_heard(council)
    alike = _alike(council)
    heard.consultation.closes_at = now() + timedelta(days=9)
    over.consultation.stage = over.consultation.changes[0].stage = Stage.CONSIDERING
    people = {role: db.session.merge(person) for role, person in people.items()}
    db.session.commit()
    town = Town({role: person.get_id() for role, person in people.items()})
    town.names = {
        "full": f"/documents/{document.slug}",
        "empty": f"/documents/{empty.slug}",
        "closed": f"/documents/{closed.slug}",
        "asked": f"/documents/{asked.slug}",
        "challenged": challenged,
        "promise": promise,
        "theme": theme,
        **answered,
        "coding": coding,
        "proposed": proposed,
        "drafted": f"/documents/{drafted.slug}",
        "consultation": f"/consultations/{full.slug}",
        "bare": f"/consultations/{bare.slug}",
        "clause": f"/documents/{document.slug}/clauses/{key_of(document, 'two bags', 1)}",
        "gone": f"/documents/{document.slug}/clauses/{key_of(document, 'in the spring', 1)}",
        "closed-clause": f"/documents/{closed.slug}/clauses/{key_of(closed, 'two bags', 1)}",
        **alike,
        "heard": f"/consultations/{heard.consultation.slug}",
        "heard-text": f"/documents/{heard.slug}",
        "over": f"/consultations/{over.consultation.slug}",
        "waiting": f"/waiting/{token}",
        "waiting-suggestion": f"/waiting/{suggestion}",
        "carer": key_of(document, "A carer"),
        "organisation": f"/organisations/{council.slug}",
        "person": f"/people/{people['resident'].public_id}",
        "intake": f"/consultations/{full.slug}/desk/intake",
        "closed-intake": f"/consultations/{closed.consultation.slug}/desk/intake",
        **tables,
        "draft-clause": f"/documents/{document.slug}/draft/clauses/{key_of(document, 'carer', 1)}",
    }
    return town


def _summary(document: Document, people: dict[str, Person]) -> None:
    """Sum up what was said: signed, published, read, and not up to date any more."""
    consultation, officer = document.consultation, people["officer"]
    summary.begin(consultation, by=officer, now=now())
    body = (
        f"People want **more bags** (C-1, C-2) and a bus also in {LONG}.\n\n"
        "- Some say so in a list (C-3)\n- and again\n\n> A quotation stands here.\n\nNobody is cited for this sentence."
    )
    summary.write(consultation, MINORITY, title="", body=body, expected=1, by=officer, now=now())
    drafted = pick(gather(consultation, read_sections(get_newest(consultation).sections)), MINORITY)
    keep(get_newest(consultation), drafted, read=9, now=now())
    signing.sign(consultation, expected=2, by=officer, now=now(), role="Head of transport")
    signing.publish(consultation, expected=2, by=officer, now=now())
    for role in ("author", "resident"):
        assert people[role].email is not None
        invited = deciding.invite(consultation, str(people[role].email), by=officer, now=now())
        deciding.accept(invited, people[role], now())
    deciding.say_read(
        consultation, get_newest(consultation), by=people["author"], now=now(), words="Read on the train."
    )
    make_comment(document, "This came after the summary was written, and says something new.")


def _came_in(document: Document, officer: Person) -> dict[str, str]:
    """Register what came in outside the site: entered, half entered, entered twice; and tables of answers."""
    intake = f"/consultations/{document.consultation.slug}/desk/intake"
    words = f"To whom it may concern at {LONG}.\n\nTwo bags are not enough. See https://example.org/{'long/' * 20}"
    file = files.keep(uploads_folder(), files.Sent(f"letter-{'long-' * 12}.pdf", b"%PDF-1.7"))
    letter = make_submission(document, officer, sender="Mrs Hale, 4 Mill Lane", words=words, files=[file], people=40)
    parts = [
        NewPart(words="Three bags.", code="1.2b", place="table 3", people=8, agreeing=6),
        NewPart(words=f"All of it is too long. {LONG}"),
    ]
    add_parts(letter, document, parts, by=officer, now=now())
    handling.finish(letter, by=officer, now=now())
    second = make_submission(document, officer, title=f"The same from {LONG}")
    handling.mark_twice(second, letter.reference, "The same letter, handed in at the library.", by=officer, now=now())
    make_submission(document, officer, source=Source.FLIPCHART, title="Flipchart of table 3")
    text = f"id,Clause,What do you think?,Name\n1,1.2b,Three bags.,Ada\n2,9.9,Where? {LONG},Bea\n3,2.1,n/a,\n"
    looked_at = upload_csv(document, officer, text)
    taken = upload_csv(document, officer, text, source="The spring survey")
    take(taken, officer)
    return {
        "table": f"{intake}/tables/{looked_at.public_id}",
        "taken": f"{intake}/tables/{taken.public_id}",
    }


def _people(council: Organisation, document: Document) -> dict[str, Person]:
    carers = make_organisation("Ashmere Carers’ Circle")
    return {
        "resident": make_person("Rhian Cole"),
        "partner": make_member(carers, name="Amina Yusuf"),
        "drafter": make_drafter(document),
        "officer": make_officer(document.consultation),
        "administrator": make_person("Priya Nand", administrator=True),
        "author": make_member(carers, MemberRole.PARTNER, "Bea Ray"),
    }


def _papers(consultation: Consultation) -> None:
    day = now()
    db.session.add(Paper(consultation_id=consultation.id, title="The sums", url="https://example.org/s", added_at=day))
    entry = TimetableEntry(consultation_id=consultation.id, on=day.date(), time="6pm", what="Drop-in", where="The hall")
    db.session.add(entry)


def _voices(document: Document, people: dict[str, Person]) -> None:
    author = people["author"]
    make_comment(document, "Make it three bags.\n\nTwo is few.", by=author, quote="two bags")
    make_comment(document, f"Why so dear? See https://example.org/{'long/' * 20}", by=author, quote="£4.50. A carer")
    make_comment(document, "Good.", clause=key_of(document, "book by phone", 1))
    make_comment(document, "I agree with C-1.", reply_to="C-1", by=people["partner"])
    make_comment(document, "About all of it.", by=people["resident"])
    make_comment(document, "The spring was wet.", quote="told us in the spring")
    key = key_of(document, "two bags", 1)
    for value in (VoteValue.AGREE, VoteValue.AGREE, VoteValue.UNSURE, VoteValue.DISAGREE):
        vote_on_clause(document, key, 1, value, person=make_person(), now=now())
    db.session.commit()


def _challenges(document: Document, people: dict[str, Person]) -> str:
    """Challenge what a change is called: once answered, once taken up again, once hidden. Return where that stands."""
    assert document.newest_revision is not None
    number = document.newest_revision.number
    key = key_of(document, "three bags")
    change = find_change(document, number, key)
    assert change is not None
    why = f"It reads the same from {LONG}, whatever the van does."
    challenging.challenge(change, why, by=people["resident"], now=now())
    rude = challenging.challenge(change, "Whoever wrote this lives in Mill Lane.", by=make_person(), now=now())
    challenging.hide(rude, "It names a home.", by=people["officer"], now=now())
    challenging.answer(
        change, editorial=False, reason="No: what is asked of the van is more.", by=people["officer"], now=now()
    )
    challenging.challenge(change, "I still think it is the same.", by=people["author"], now=now())
    return f"/documents/{document.slug}/revisions/{number}/clauses/{key}"


def _themes(document: Document, officer: Person) -> str:
    """Settle two themes, carried by the first comments. Return the public id of one."""
    said = list(db.session.query(Contribution).filter_by(document_id=document.id).order_by(Contribution.id).limit(3))
    for place, name in enumerate(("Getting to the door", f"Who pays, also in {LONG}")):
        theme = Theme(
            consultation_id=document.consultation_id,
            name=name,
            position=place,
            state=ThemeState.SETTLED,
            created_at=now(),
            detail={},
        )
        db.session.add(theme)
        db.session.flush()
        db.session.add_all(
            ThemeLink(contribution_id=one.id, theme_id=theme.id, by_id=officer.id, at=now()) for one in said[place:]
        )
    db.session.commit()
    return theme.public_id


def _coding(document: Document, officer: Person) -> tuple[str, str]:
    """Make a frame with a theme of each state, linked by people and by the software, and what was measured.

    Return where officers edit one theme, and where they settle a proposed one.
    """
    said = db.session.scalars(select(Contribution).where(Contribution.document_id == document.id)).all()
    long, buses, old = (
        frame.add(document.consultation, name, about, by=officer, now=now())
        for name, about in ((LONG[:80], LONG), ("Late buses", "After eight at night."), ("Weather", ""))
    )
    linking.propose_links(long.id, {one.id: 0.61 for one in said}, now=now())
    linking.link([said[0].id], long, by=officer, now=now())
    linking.link([said[1].id], buses, by=officer, now=now())
    linking.reject([said[2].id], long, by=officer, now=now())
    frame.retire(old, "Nobody spoke of it.", by=officer, now=now())
    references = [one.reference for one in said[:4]]
    detail = {"words": ["carer", LONG], "typical": references[:3], "different": references[3:], "size": 12}
    proposed = Theme(
        consultation_id=document.consultation_id,
        name=f"Carer, {LONG}"[:80],
        state=ThemeState.PROPOSED,
        created_at=now(),
        detail=detail,
    )
    work = works.ask(asking.ASSIGN, document.consultation.slug, by=None, now=now(), back="/desk")
    measured = [{"name": LONG[:80], "coded": 30, "proposed": 28, "right": 19}]
    work.finished_at = now()
    work.result = {"examples": 60, "ours": 0.61, "yardstick": 0.5, "themes": measured, "left_out": ["Weather"]}
    make_comment(document, "Not provided")
    db.session.add(proposed)
    db.session.commit()
    home = f"/consultations/{document.consultation.slug}/desk/themes/"
    return home + long.public_id, home + proposed.public_id


def _answers(document: Document, people: dict[str, Person]) -> dict[str, str]:
    """Draft answers that warn, publish some, dispute two. Return where officers and authors look at them."""
    officer, author, consultation = people["officer"], people["author"], document.consultation
    said = [make_comment(document, f"A stop at the mill, please. {LONG}", by=author) for _ in range(8)]
    alike(consultation, said, f"A stop at the mill, and at {LONG}")
    library.add(consultation, "Not with this grant", f"Not this year. {LONG}", everywhere=True, by=officer, now=now())
    second_pair.set_rule(consultation, True, by=officer, now=now())
    draft_for([one.id for one in said[:4]], Fate.NOT_TAKEN, "There is no room to turn.", by=officer, now=now())
    draft_for([said[4].id], Fate.NOTED, "", by=make_officer(consultation), now=now())
    edit(said[3], "A stop at the mill, or near it.", by=author, now=now() + timedelta(seconds=2))
    second_pair.set_rule(consultation, False, by=officer, now=now())
    given = [GivenFate(reference=one.reference, fate=Fate.NOT_TAKEN, reason="No.") for one in said[5:]]
    entries = drafting.publish_fates(document, given, by=officer, now=now())
    replying.reply(entries[0], False, f"I meant a bench. {LONG}", way=Way.MAIL, now=now(), by=author)
    replying.reply(entries[1], False, "Rude words.", way=Way.MAIL, now=now(), by=author)
    again = [GivenFate(reference=said[6].reference, fate=Fate.ANSWERED, reason="In May.")]
    drafting.publish_fates(document, again, by=officer, now=now())
    second_pair.set_rule(consultation, True, by=officer, now=now())
    link = make_links([entries[2]], now=now())[entries[2].id]
    paper = make_comment(document, "By post.", by=officer, channel=Channel.PAPER, on_behalf_of="Mrs Price")
    db.session.commit()
    (pick,) = library.list_picks(consultation)
    reply = replies_of([said[5].id])[entries[0].id]
    group = db.session.query(AlikeGroup).filter_by(consultation_id=consultation.id).one()
    desk = f"/consultations/{consultation.slug}/desk/answers"
    return {
        "answers": desk,
        "many": f"{desk}/many?group={group.public_id}",
        "reason": f"{desk}/reasons/{pick.public_id}",
        "disputed": f"/documents/{document.slug}/disputed",
        "said": f"/said/{link}",
        "meant": f"/contributions/{said[7].reference}/meant",
        "again": f"/contributions/{said[5].reference}/fate",
        "hide-reply": f"/contributions/{said[5].reference}/reply-words/{reply.public_id}",
        "paper": f"/contributions/{paper.reference}/fate",
    }


def _promises(document: Document, officer: Person) -> str:
    """Make one promise of each kind. Return where officers say what became of one."""
    make_record(document.consultation, by=officer)
    kept = make_promise(document, "We will print the fares at every stop.", by=officer, references=["C-2"])
    promising.settle(kept, PromiseState.KEPT, "They hang there since Monday.", by=officer, now=now())
    broken = make_promise(document, f"We will ask {LONG} for a bench.", by=officer, days=90)
    promising.settle(broken, PromiseState.NOT_KEPT, "They have none to give.", by=officer, now=now())
    late = make_promise(document, "We will ring back within a day.", by=officer)
    late.due_on = now().date() - timedelta(days=3)
    make_promise(document, "We will count who was left behind.", by=officer, days=60)
    db.session.commit()
    return f"/consultations/{document.consultation.slug}/desk/promises/{late.public_id}"


def _second_revision(document: Document) -> None:
    """Publish revision 2: one comment taken in, one not, the others carried forward; a clause goes."""
    assert document.head is not None
    text = read_save(document.head).markdown
    text = text.replace("two bags", "three bags").replace("> What people told us in the spring stands here.\n\n", "")
    drafting.save_text(document, text, expected_save=document.head.public_id, by=None, now=now())
    key = key_of(document, "three bags")
    drafting.set_scope(document, key_of(document, "£4.50. A"), Scope.BUDGET, "The budget is set.", by=None, now=now())
    words = next(one.text for one in read_save(_head(document)).clauses if one.key == key)
    at = words.index("three")
    pointed = drafting.Pointed(key, at, at + 5)
    fates = [
        GivenFate(reference="C-1", fate=Fate.TAKEN_IN, reason="You are right.", words=[pointed]),
        GivenFate(reference="C-2", fate=Fate.NOT_TAKEN, reason="The fare pays for the driver."),
        *(GivenFate(reference=one, fate=Fate.CARRIED_FORWARD) for one in ("C-3", "C-5", "C-6")),
    ]
    publication = Publication(summary="Three bags now.", expected_save=_head(document).public_id, fates=fates)
    drafting.publish(document, publication, by=None, now=now())
    db.session.commit()


def _changed_after_the_closing(document: Document, officer: Person) -> None:
    """Close a consultation, then publish another price."""
    move_stage(document.consultation, Stage.CONSIDERING, "Time is up.", by=officer, now=now())
    text = read_save(_head(document)).markdown.replace("£4.50", "£6")
    drafting.save_text(document, text, expected_save=_head(document).public_id, by=officer, now=now())
    publication = Publication(summary="A new price.", expected_save=_head(document).public_id)
    drafting.publish(document, publication, by=officer, now=now())
    db.session.commit()


def _loose_ends(document: Document, people: dict[str, Person]) -> None:
    """Leave something to do: a draft ahead of the revision, something held, hidden, reported, taken back."""
    head = _head(document)
    text = read_save(head).markdown.replace("four working days", "five working days")
    drafting.save_text(document, text, expected_save=head.public_id, by=people["drafter"], now=now())
    hidden = make_comment(document, "Rude words.")
    moderation.hide(hidden, "It insults a neighbour.", by=people["officer"], now=now())
    moderation.report(make_comment(document, "It names somebody."), "It names me.", by=None, now=now())
    withdraw(make_comment(document, "Never mind.", by=people["resident"]), by=people["resident"], now=now())
    held = leave_with_name(leave_waiting(document, {"body": "Held.", "revision": 2}, now=now()), "Old Tom", now())
    assert held.status is Status.HELD
    db.session.commit()


def _suggestions(document: Document, people: dict[str, Person]) -> None:
    """Suggest other words: some that fit, two for the same words, one that collides, one revised, one declined."""

    def words(old: str, new: str, by: str, *more: Proposed) -> Contribution:
        revision = get_document(document.slug).newest_revision
        assert revision is not None
        clause = next(one for one in read_revision(revision).clauses if old in one.text)
        changes = [Reword(clause.key, clause.text.replace(old, new)), *more]
        suggestion = NewSuggestion(changes=changes, reason=f"It reads better. See {LONG}.")
        return suggest(document, suggestion, by=people[by], now=now())

    fits = words("A carer", "Every carer", "author", Remove(key_of(document, "A line of code")))
    cosign(fits, None, by=people["partner"], now=now())
    words("no more than 15 minutes", "no more than ten minutes", "author")
    words("no more than 15 minutes", f"no more than five minutes, also in {LONG}", "partner")
    words("four working days", "three working days", "partner")
    after = Add(key_of(document, "two bags", 1), Words(Kind.PARAGRAPH, 0, "Nobody is left at the kerb."))
    revised = words("Single | £4.50", "Single | £4", "resident", after)
    change = Reword(key_of(document, "Single |"), "Single | £3 | The passenger")
    again = NewSuggestion(changes=[change], reason="Three is a round number.")
    vote_on_contribution(revised, VoteValue.AGREE, person=people["author"], now=now())
    revise(revised, again, by=people["resident"], now=now())
    declined = words("The provider must:", "The provider will:", "resident")
    fate = GivenFate(reference=declined.reference, fate=Fate.NOT_TAKEN, reason="It is the law.")
    drafting.draft_fate(document, fate, by=people["officer"], now=now())
    db.session.commit()


def _head(document: Document) -> Save:
    db.session.expire_all()
    head = get_document(document.slug).head
    assert head is not None
    return head


def key_of(document: Document, words: str, number: int | None = None) -> str:
    """Return the key of the first clause with these words, in the first revision or in the working draft."""
    text = read_revision(get_revision(document, number)) if number else read_save(_head(document))
    return next(clause.key for clause in text.clauses if words in clause.text)
