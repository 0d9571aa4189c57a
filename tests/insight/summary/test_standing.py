"""How a summary stands: what it leaves out, whether it is up to date, who signed it, who read it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.audit.models import AuditRow
from consult.contributions.models import Status
from consult.contributions.service import edit, withdraw
from consult.core.errors import Conflict, Denied, Missing, Refused
from consult.extensions import db
from consult.insight.alike_models import AlikeGroup, AlikeMember
from consult.insight.summary import deciding, service, signing
from consult.insight.summary.coverage import Filters, count_all, list_uncited, read_coverage
from consult.insight.summary.queries import current_summary, find_publication
from consult.insight.summary.staleness import considered_now, list_stale, read_considered, read_staleness
from consult.insight.theme_models import ThemeLink
from consult.jobs.models import Mail
from consult.jobs.sending import handle_events
from consult.notifications.service import HANDLERS
from tests.insight.summary.story import Story, tell
from tests.make import make_comment, make_person, now


def left(story: Story, **filters: object) -> list[str]:
    page = list_uncited(story.consultation, story.newest, Filters(**filters))  # type: ignore[arg-type]  # a test's names
    return [one.reference for one in page.items]


def alike(story: Story, *, lead: int) -> None:
    group = AlikeGroup(consultation_id=story.consultation.id, label="Later bus", method="by hand", created_at=now())
    db.session.add(group)
    db.session.flush()
    for number, one in enumerate(story.said[:2]):
        db.session.add(AlikeMember(contribution_id=one.id, group_id=group.id, score=0.9, at=now(), lead=number == lead))
    db.session.commit()


def test_what_is_cited_by_none_is_counted_and_listed(app: Flask) -> None:
    story = tell()
    first, second, third = (one.reference for one in story.said)
    assert left(story) == [first, second, third]
    story.write(f"People want a later bus ({first}).")
    assert left(story) == [second, third]
    count = count_all(story.consultation, story.newest)
    assert (count.said, count.cited, count.alike, count.left) == (3, 1, 0, 2)


def test_it_is_counted_by_theme_by_part_and_by_kind(app: Flask) -> None:
    story = tell()
    story.write(f"People want a later bus ({story.said[0].reference}).")
    coverage = read_coverage(story.consultation, story.newest)
    assert [(one.name, one.said, one.cited) for one in coverage.themes] == [("Buses", 2, 1)]
    assert [(one.said, one.cited) for one in coverage.parts] == [(3, 1)]
    assert [(one.name, one.said, one.cited) for one in coverage.kinds] == [("Comments and replies", 3, 1)]
    for count in (*coverage.themes, *coverage.parts, *coverage.kinds):
        assert len(left(story, **count.asked)) == count.said - count.cited


def test_a_link_somebody_rejected_counts_for_no_theme(app: Flask) -> None:
    story = tell()
    db.session.scalars(select(ThemeLink)).first().rejected = True  # type: ignore[union-attr]  # the story made some
    db.session.commit()
    assert [one.said for one in read_coverage(story.consultation, story.newest).themes] == [1]


def test_near_identical_ones_are_covered_by_the_one_that_leads_and_are_counted_apart(app: Flask) -> None:
    story = tell()
    alike(story, lead=0)
    story.write(f"People want a later bus ({story.said[0].reference}).")
    count = count_all(story.consultation, story.newest)
    assert (count.cited, count.alike, count.left) == (1, 1, 1)
    assert left(story, alike=False) == [story.said[2].reference]
    assert left(story) == [story.said[1].reference, story.said[2].reference]


def test_citing_one_that_does_not_lead_covers_nobody_else(app: Flask) -> None:
    story = tell()
    alike(story, lead=1)
    story.write(f"People want a later bus ({story.said[0].reference}).")
    assert count_all(story.consultation, story.newest).alike == 0


def test_filters_that_name_nothing_find_nothing(app: Flask) -> None:
    story = tell()
    for filters in ({"theme": "x"}, {"kind": "x"}, {"document": "x"}, {"document": story.document.slug, "clause": "?"}):
        assert left(story, **filters) == []


def test_the_list_goes_on_page_by_page(app: Flask) -> None:
    story = tell()
    first = list_uncited(story.consultation, story.newest, Filters(), limit=2)
    assert first.next is not None
    rest = list_uncited(story.consultation, story.newest, Filters(), first.next, limit=2)
    assert [one.reference for one in (*first.items, *rest.items)] == [one.reference for one in story.said]
    assert rest.next is None


def test_what_comes_changes_or_goes_makes_it_stale_and_says_which(app: Flask) -> None:
    story = tell()
    assert not read_staleness(story.consultation, story.newest).stale
    author = make_person()
    came = make_comment(story.document, "Trams would be better.", by=author)
    stale = read_staleness(story.consultation, story.newest)
    assert (stale.came, stale.changed, list(stale.references)) == (1, 0, [came.reference])
    assert [one.id for one in list_stale([story.consultation.id])] == [story.consultation.id]
    service.consider(story.consultation, considered_now(story.consultation, now()), by=story.officer, now=now())
    db.session.commit()
    assert not read_staleness(story.consultation, story.newest).stale
    assert list_stale([story.consultation.id]) == []
    edit(came, "Trams would be far better.", by=author, now=now())
    assert read_staleness(story.consultation, story.newest).changed == 1
    withdraw(came, by=author, now=now())
    assert read_staleness(story.consultation, story.newest).changed == 1


def test_what_is_held_is_named_to_nobody_though_its_author_edits_it(app: Flask) -> None:
    story = tell()
    held = story.said[2]
    held.status, held.edited_at = Status.HELD, now()
    db.session.commit()
    stale = read_staleness(story.consultation, story.newest)
    assert (stale.changed, list(stale.references)) == (0, [])
    assert list_stale([story.consultation.id]) == []


def test_writing_a_word_does_not_make_it_up_to_date_but_citing_what_came_does(app: Flask) -> None:
    story = tell()
    came = make_comment(story.document, "Trams would be better.")
    story.write("Some want something.")
    assert read_staleness(story.consultation, story.newest).came == 1
    story.write(f"Some want trams ({came.reference}).")
    assert not read_staleness(story.consultation, story.newest).stale


def test_what_it_cites_and_was_taken_back_is_named(app: Flask) -> None:
    story = tell()
    story.write(f"People want a later bus ({story.said[0].reference}).")
    author = story.said[0].author
    assert author is not None
    withdraw(story.said[0], by=author, now=now())
    assert list(read_staleness(story.consultation, story.newest).cited_gone) == [story.said[0].reference]


@pytest.mark.parametrize("token", ["", "x", "1", "1.x", "-1.5", "1.2.3", "9" * 30 + ".1", "1." + "9" * 17])
def test_a_form_that_carries_nonsense_considers_nothing(token: str) -> None:
    assert read_considered(token, now()) is None


def test_a_signature_belongs_to_its_version(app: Flask) -> None:
    story = tell()
    with pytest.raises(Refused):
        signing.sign(story.consultation, expected=1, by=story.officer, now=now())
    story.write(f"People want a later bus ({story.said[0].reference}).")
    signature = signing.sign(story.consultation, expected=2, by=story.officer, now=now(), role="Head of transport")
    db.session.commit()
    assert (signature.name, signature.role, signature.hash) == (
        story.officer.name,
        "Head of transport",
        story.newest.hash,
    )
    story.write("Other words.")
    assert story.newest.signatures == []
    with pytest.raises(Conflict):
        signing.sign(story.consultation, expected=2, by=story.officer, now=now())
    with pytest.raises(Refused, match="sign"):
        signing.publish(story.consultation, expected=3, by=story.officer, now=now())


def test_what_is_published_stays_published_until_another_signed_version_is(app: Flask) -> None:
    story = tell()
    story.write(f"People want a later bus ({story.said[0].reference}).")
    signing.sign(story.consultation, expected=2, by=story.officer, now=now())
    shown = signing.publish(story.consultation, expected=2, by=story.officer, now=now())
    db.session.commit()
    assert shown.counts == {"said": 3, "cited": 1, "alike": 0}
    story.write("Other words.")
    found = find_publication(story.consultation)
    assert found is not None
    assert found.save_.number == 2
    current = current_summary(story.consultation)
    assert current is not None
    assert current.save.number == 2


def test_a_decision_maker_is_invited_by_mail_and_says_i_have_read_this(app: Flask) -> None:
    story = tell()
    story.write(f"People want a later bus ({story.said[0].reference}).")
    councillor = make_person("Cllr Owen Price")
    assert councillor.email is not None
    decider = deciding.invite(story.consultation, councillor.email, by=story.officer, now=now())
    db.session.commit()
    with pytest.raises(Denied):
        deciding.say_read(story.consultation, story.newest, by=councillor, now=now())
    found = deciding.get_invitation(deciding.secret_of(decider), now())
    with pytest.raises(Denied):
        deciding.accept(found, make_person(), now())
    deciding.accept(found, councillor, now())
    with pytest.raises(Conflict):
        deciding.say_read(story.consultation, story.newest, by=councillor, now=now())
    signing.sign(story.consultation, expected=2, by=story.officer, now=now())
    reading = deciding.say_read(story.consultation, story.newest, by=councillor, now=now(), words="With care.")
    again = deciding.say_read(story.consultation, story.newest, by=councillor, now=now())
    db.session.commit()
    assert (reading.id, reading.name, reading.words) == (again.id, "Cllr Owen Price", "With care.")
    acts = db.session.scalars(select(AuditRow.action).where(AuditRow.chain == story.consultation.public_id)).all()
    assert [one for one in acts if one.startswith(("decider", "summary:read"))] == [
        "decider:invited",
        "decider:accepted",
        "summary:read",
    ]


def test_an_invitation_lapses_and_can_be_taken_back(app: Flask) -> None:
    story = tell()
    decider = deciding.invite(story.consultation, "owen@example.org", by=story.officer, now=now())
    secret = deciding.secret_of(decider)
    with pytest.raises(Missing):
        deciding.get_invitation(secret, now() + timedelta(days=31))
    with pytest.raises(Missing):
        deciding.get_invitation(secret[:-1] + ("0" if secret[-1] != "0" else "1"), now())
    deciding.take_off(story.consultation, decider.public_id, by=story.officer, now=now())
    with pytest.raises(Missing):
        deciding.get_invitation(secret, now())


def test_the_mail_with_the_link_goes_to_the_address(app: Flask) -> None:
    story = tell()
    decider = deciding.invite(story.consultation, "owen@example.org", by=story.officer, now=now())
    db.session.commit()
    handle_events(HANDLERS, now())
    secret = deciding.secret_of(decider)
    mails = [one for one in db.session.scalars(select(Mail)) if secret in one.body]
    assert [one.to for one in mails] == ["owen@example.org"]
