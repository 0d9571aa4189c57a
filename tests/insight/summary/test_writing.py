"""A summary is written section by section, cites what exists, and is never written over unseen."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.audit.service import broken_links
from consult.core.errors import Conflict, Missing, Refused
from consult.extensions import db
from consult.insight.summary import service
from consult.insight.summary.models import SummarySave
from consult.insight.summary.queries import current_summary, list_cited
from consult.insight.summary.sections import MINORITY, hash_of, read_sections
from consult.insight.summary.viewing import show
from consult.intake.models import SubmissionPart
from consult.moderation import service as moderation
from tests.insight.summary.story import tell
from tests.intake.hands import make_submission
from tests.make import make_comment, make_consultation, make_document, make_officer, now


def test_it_begins_with_a_section_for_each_settled_theme_and_one_for_minority_views(app: Flask) -> None:
    story = tell()
    sections = read_sections(story.newest.sections)
    assert [(one.key, one.title) for one in sections] == [(story.section, "Buses"), (MINORITY, "Minority views")]


def test_without_themes_it_begins_with_a_section_for_each_part_of_the_text(app: Flask) -> None:
    consultation = make_document().consultation
    save = service.begin(consultation, by=make_officer(consultation), now=now())
    titles = ["The whole document", "1. Booking", "2. What it costs", "Minority views"]
    assert [one["title"] for one in save.sections] == titles


def test_only_one_summary_is_begun(app: Flask) -> None:
    story = tell()
    with pytest.raises(Conflict):
        service.begin(story.consultation, by=story.officer, now=now())


def test_what_it_cites_is_kept_with_each_version_and_each_version_stays(app: Flask) -> None:
    story = tell()
    first, second = (one.reference for one in story.said[:2])
    story.write(f"People want a later bus ({first}).")
    old = story.newest
    story.write(f"People want a later bus ({first} to {second}).")
    assert (list_cited(old), list_cited(story.newest)) == ([first], [first, second])
    assert old.sections != story.newest.sections
    assert story.newest.hash == hash_of(read_sections(story.newest.sections)) != old.hash
    assert list(broken_links(story.consultation.public_id)) == []


def test_a_range_covers_what_this_consultation_has_between_its_ends(app: Flask) -> None:
    story = tell()
    elsewhere = make_comment(make_document(make_consultation()), "Said elsewhere.")
    last = make_comment(story.document, "The bus again.")
    story.write(f"People want a later bus ({story.said[2].reference} to {last.reference}).")
    cited = list_cited(story.newest)
    assert cited == [story.said[2].reference, last.reference]
    assert elsewhere.reference not in cited


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("C-99999", "C-99999 is not in this consultation"),
        ("S-1", "S-1 is not in this consultation"),
        ("C-1 to C-900000", "names more than 200"),
        ("C-3 to C-1", "ends before it begins"),
    ],
)
def test_a_reference_that_leads_nowhere_is_named_with_what_to_do_and_nothing_is_saved(
    app: Flask, reference: str, said: str
) -> None:
    story = tell()
    with pytest.raises(Refused, match=said):
        story.write(f"People want buses ({reference}).")
    db.session.rollback()
    assert story.newest.number == 1


def test_what_belongs_to_another_consultation_reads_like_what_does_not_exist(app: Flask) -> None:
    story = tell()
    elsewhere = make_comment(make_document(make_consultation()), "Said elsewhere.")
    with pytest.raises(Refused, match=f"{elsewhere.reference} is not in this consultation. Check its number"):
        story.write(f"People want buses ({elsewhere.reference}).")


def test_words_written_meanwhile_are_never_written_over(app: Flask) -> None:
    story = tell()
    read = story.newest.number
    story.write("Written first.")
    with pytest.raises(Conflict) as conflict:
        story.write("Written second.", expected=read)
    db.session.rollback()
    assert (conflict.value.extra["theirs"], story.body()) == ("Written first.", "Written first.")
    story.write("Written second, knowing the first.", expected=conflict.value.extra["version"])
    assert story.body() == "Written second, knowing the first."


def test_two_officers_write_different_sections_at_the_same_time(app: Flask) -> None:
    story = tell()
    read = story.newest.number
    story.write("About buses.", expected=read)
    story.write("About hedgehogs.", MINORITY, expected=read)
    assert (story.body(), story.body(MINORITY)) == ("About buses.", "About hedgehogs.")


def test_saving_the_same_words_makes_no_version(app: Flask) -> None:
    story = tell()
    assert story.write("Buses.").number == story.write("Buses.").number
    assert db.session.execute(select(func.count()).select_from(SummarySave)).scalar_one() == 2


def test_sections_are_added_moved_and_taken_out_but_minority_views_stay(app: Flask) -> None:
    story = tell()
    save = service.add_section(story.consultation, "Hedgehogs", by=story.officer, now=now())
    key = save.sections[1]["key"]
    service.move_section(story.consultation, key, by=story.officer, now=now())
    assert [one["title"] for one in story.newest.sections] == ["Hedgehogs", "Buses", "Minority views"]
    number = story.newest.number
    service.remove_section(story.consultation, key, expected=number, by=story.officer, now=now())
    assert [one["title"] for one in story.newest.sections] == ["Buses", "Minority views"]
    with pytest.raises(Refused):
        service.remove_section(story.consultation, MINORITY, expected=number + 1, by=story.officer, now=now())
    with pytest.raises(Missing):
        story.write("Gone.", key)


def test_a_hidden_contribution_may_stay_cited_but_a_held_one_may_not_be(app: Flask) -> None:
    story = tell()
    first = story.said[0]
    story.write(f"People want buses ({first.reference}).")
    moderation.hide(first, "It insults people.", by=story.officer, now=now())
    story.write(f"People want later buses ({first.reference}).")
    assert list_cited(story.newest) == [first.reference]


def test_a_letter_is_cited_for_its_parts_and_only_once_it_has_some(app: Flask) -> None:
    story = tell()
    letter = make_submission(story.document, story.officer)
    with pytest.raises(Refused, match=f"{letter.reference} has no part the public can read yet"):
        story.write(f"Letters ask for buses ({letter.reference}).")
    db.session.rollback()
    part = make_comment(story.document, "We need two buses an hour.")
    db.session.add(SubmissionPart(contribution_id=part.id, submission_id=letter.id, position=1, place=""))
    db.session.commit()
    story.write(f"Letters ask for buses ({letter.reference}).")
    assert list_cited(story.newest) == [part.reference]
    (shown,) = (one for one in show(story.consultation, read_sections(story.newest.sections)) if one.blocks)
    assert [(one.reference, one.leads_to) for one in shown.sources] == [(letter.reference, part.reference)]


def test_others_read_the_newest_version_until_one_is_published(app: Flask) -> None:
    story = tell(begun=False)
    assert current_summary(story.consultation) is None
    service.begin(story.consultation, by=story.officer, now=now())
    story.write(f"Buses ({story.said[0].reference}).")
    found = current_summary(story.consultation)
    assert found is not None
    assert (found.publication, found.cited) == (None, (story.said[0].reference,))
