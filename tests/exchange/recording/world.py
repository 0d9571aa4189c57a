"""A consultation in which everything that must stay inside bears a word that stands nowhere else."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, update

from consult.accounts.models import OrganisationKind, Person
from consult.answers.challenges import service as challenging
from consult.answers.dissent import service as dissent
from consult.answers.models import FateEntry
from consult.answers.replies.models import AuthorReply, Way
from consult.audit.service import record
from consult.consultations.models import Consultation, Paper, StageChange, TimetableEntry
from consult.contributions import service as contributions
from consult.contributions.models import Channel, Contribution, ContributionEdit, ReadMark, Status, Waiting
from consult.contributions.waiting import leave_with_name
from consult.core.fates import Fate
from consult.core.stages import Stage
from consult.documents.classing import find_change
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.voices.models import Approach
from consult.jobs.service import queue_mail
from consult.moderation.models import Decision, Report, Ruling
from tests.make import make_comment, make_member, make_organisation, make_person, make_promise, now
from tests.pages.story import Story, tell


@dataclass
class World:
    """What the tests ask for by name; `inside`: marks that only officers may see; `nowhere`: that no record holds."""

    story: Story
    consultation: Consultation
    document: Document
    officer: Person
    inside: dict[str, str] = field(default_factory=dict)
    nowhere: dict[str, str] = field(default_factory=dict)
    public: dict[str, str] = field(default_factory=dict)


def make_world() -> World:
    """Tell the story and add one of everything that is private."""
    story = tell()
    document, officer = story.document, story.officer
    world = World(story, document.consultation, document, officer)
    world.public = {"body": "Four days is a life sentence", "name": "Marjorie Teale", "paper": "The sums of it"}
    world.public["promise"] = "We will print the fares."
    world.nowhere = {
        "email of a resident": story.resident.email or "",
        "email of an officer": officer.email or "",
        "phone": "01632 555 777",
        "post": "Zwiebelgasse 9",
        "waiting words": "waitingxylophone",
        "waiting address": "waitingperson@example.org",
        "mail": "mailxylophone",
        "words taken back": "withdrawnxylophone",
        "draft of the text": "workingxylophone",
        "reason of a vote": "votexylophone",
        "whom to ask": "approachxylophone",
    }
    document.consultation.owner.contact_phone = world.nowhere["phone"]
    document.consultation.owner.contact_post = world.nowhere["post"]
    world.inside = {
        "hidden words": "hiddenxylophone",
        "held words": "heldxylophone",
        "held name": "Heldina Xylander",
        "drafting words": "draftingxylophone",
        "drafted fate": "fatexylophone",
        "earlier words": "earlierxylophone",
        "who read": "Readarius Xenos",
        "who entered": "Entera Xu",
        "ruling": "rulingxylophone",
        "hidden challenge": "challengexylophone",
        "hidden reply": "replyxylophone",
        "note not printed": "minorityxylophone",
        "who ruled": "Ruleta Xi",
        "log": "auditxylophone",
    }
    _consultation(world)
    _contributions(world)
    _around(world)
    db.session.commit()
    return world


def _consultation(world: World) -> None:
    here = world.consultation.id
    db.session.add_all(
        [
            Paper(consultation_id=here, title=world.public["paper"], url="https://example.org/x", added_at=now()),
            TimetableEntry(consultation_id=here, what="A drop-in", where="The library", on=now().date()),
            StageChange(consultation_id=here, stage=Stage.OPEN, at=now(), reason="More time.", by_id=world.officer.id),
        ]
    )


def _contributions(world: World) -> None:
    document, inside = world.document, world.inside
    hidden = make_comment(document, inside["hidden words"])
    hidden.status, hidden.status_reason, hidden.counts_for_gate = Status.HIDDEN, "It named a child.", False
    gone = make_comment(document, world.nowhere["words taken back"])
    gone.status, gone.counts_for_gate = Status.WITHDRAWN, False
    drafting = make_comment(document, inside["drafting words"])
    drafting.made_in, drafting.counts_for_gate = Stage.DRAFTING, False
    edited = make_comment(document, "Said in other words.")
    db.session.add(ContributionEdit(contribution_id=edited.id, body=inside["earlier words"], at=now()))
    typed = {"body": inside["held words"], "revision": 1}
    token = contributions.leave_waiting(document, typed, now=now())
    leave_with_name(token, inside["held name"], now())
    other = contributions.leave_waiting(document, {"body": world.nowhere["waiting words"], "revision": 1}, now=now())
    assert other
    db.session.execute(update(Waiting).values(email=world.nowhere["waiting address"]))
    entered = make_comment(document, "Said on paper.")
    entering = make_person(inside["who entered"])
    entered.channel, entered.entered_by_id, entered.received_on = Channel.PAPER, entering.id, now().date()
    db.session.add(
        FateEntry(
            contribution_id=entered.id, fate=Fate.NOT_TAKEN, reason=inside["drafted fate"], at=now(), published_at=None
        )
    )
    _read(world, world.story.said["days"], hidden, entered)
    ruling = make_member(world.consultation.owner, name=inside["who ruled"])
    db.session.add_all(
        [
            Report(contribution_id=hidden.id, reason="Report.", at=now()),
            Decision(contribution_id=hidden.id, ruling=Ruling.HIDE, reason=inside["ruling"], by_id=ruling.id, at=now()),
        ]
    )


def _read(world: World, *said: Contribution) -> None:
    reader = make_person(world.inside["who read"])
    for one in said:
        db.session.add(ReadMark(contribution_id=one.id, person_id=reader.id, at=now()))
        one.first_read_at = now()


def _around(world: World) -> None:
    story, document, key = world.story, world.document, world.story.key("Passengers")
    signer = make_member(make_organisation("Ashmere Walkers", OrganisationKind.COMMUNITY_GROUP))
    dissent.propose(document, key, world.inside["note not printed"], organisation=None, by=signer, now=now())
    printed = dissent.propose(document, key, "It still costs too much.", organisation=None, by=signer, now=now())
    dissent.agree(printed, by=world.officer, now=now())
    change = find_change(document, 2, key)
    assert change is not None
    made = challenging.challenge(change, world.inside["hidden challenge"], by=make_person(), now=now())
    made.hidden_at, made.hidden_reason = now(), "It was an insult."
    _disputed(world)
    queue_mail("somebody@example.org", world.nowhere["mail"], world.nowhere["mail"], now=now())
    story.change(("carry up to", f"carry {world.nowhere['draft of the text']} up to"))
    record(
        "test:noted",
        document.slug,
        by=world.officer.public_id,
        now=now(),
        chain=world.consultation.public_id,
        detail={"note": world.inside["log"]},
    )


def _disputed(world: World) -> None:
    """Dispute an answer with words that are hidden, promise something, and plan to ask somebody."""
    said = world.story.said["fare"]
    entry = db.session.scalars(select(FateEntry).where(FateEntry.contribution_id == said.id)).first()
    assert entry is not None
    hidden = {"hidden_at": now(), "hidden_reason": "It was rude."}
    reply = {"agrees": False, "words": world.inside["hidden reply"], "way": Way.PAGE, "at": now()}
    db.session.add(AuthorReply(fate_entry_id=entry.id, contribution_id=said.id, **reply, **hidden))
    make_promise(world.document, world.public["promise"], by=world.officer)
    plan = {"whom": world.nowhere["whom to ask"], "who": "Somebody", "created_at": now()}
    db.session.add(Approach(consultation_id=world.consultation.id, **plan))


def all_text(path: Path) -> str:
    """Return everything a file of a record holds as one text, whatever it is packed in."""
    if path.suffix == ".pdf":
        from pypdf import PdfReader

        return " ".join("".join(page.extract_text() for page in PdfReader(path).pages).split())
    return _unpacked(path.read_bytes())


def _unpacked(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return "\n".join(f"{name}\n{_unpacked(zipped.read(name))}" for name in zipped.namelist())
