"""The pages of the summary, in a browser without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.service import withdraw
from consult.core.stages import Stage
from consult.extensions import db
from consult.insight.summary import deciding, service, signing
from consult.insight.summary.queries import find_publication
from consult.insight.summary.staleness import considered_now
from consult.insight.theme_models import ThemeLink, ThemeState
from consult.moderation import service as moderation
from tests.insight.summary.story import MINORITY, Story, tell
from tests.make import make_comment, make_person, now

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def story(app: Flask) -> Story:
    return tell()


@pytest.fixture
def officer(story: Story, sign_in_as: SignIn) -> FlaskClient:
    return sign_in_as(story.officer)


def home(story: Story) -> str:
    return f"/consultations/{story.consultation.slug}"


def text_of(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status
    return answer.text


def published(story: Story) -> None:
    """Write, sign and publish a version."""
    story.write(f"People want a later bus ({story.said[0].reference}).")
    number = story.newest.number
    signing.sign(story.consultation, expected=number, by=story.officer, now=now(), role="Head of transport")
    signing.publish(story.consultation, expected=number, by=story.officer, now=now())
    db.session.commit()


def test_an_officer_lays_it_out_writes_signs_and_publishes_it(
    app: Flask, sign_in_as: SignIn, client: FlaskClient
) -> None:
    story = tell(begun=False)
    officer, desk = sign_in_as(story.officer), f"{home(story)}/desk/summary"
    assert "Lay out the summary" in text_of(officer, desk)
    assert officer.post(f"{desk}/begin").status_code == 302
    page = text_of(officer, f"{desk}/edit/{story.section}")
    assert story.said[0].reference in page
    sent = {
        "title": "Buses",
        "body": f"Many want a later bus ({story.said[0].reference}). All agree on that.",
        "version": "1",
    }
    assert officer.post(f"{desk}/edit/{story.section}", data=sent).status_code == 302
    page = text_of(officer, desk)
    assert "1 sentence cites nothing" in page
    assert "1 of 3 contributions is quoted by number" in page
    assert "No summary has been published yet" in text_of(client, f"{home(story)}/summary")
    assert officer.post(f"{desk}/publish", data={"version": "2"}).status_code == 422
    assert officer.post(f"{desk}/sign", data={"version": "2", "name": "Ana Officer", "role": ""}).status_code == 302
    assert officer.post(f"{desk}/publish", data={"version": "2"}).status_code == 302
    page = text_of(client, f"{home(story)}/summary")
    assert "Signed off by <strong>Ana Officer</strong>" in page
    assert "2 contributions are not quoted by number:" in page
    assert f'href="/contributions/{story.said[0].reference}"' in page
    assert "What people said: a summary" in text_of(client, home(story))
    listed = text_of(client, f"{home(story)}/summary/not-quoted")
    assert all(one.reference in listed for one in story.said[1:])


def test_a_wrong_reference_comes_back_with_the_text_kept(story: Story, officer: FlaskClient) -> None:
    sent = {"title": "Buses", "body": "Many want <trams> (C-99999).", "version": "1"}
    answer = officer.post(f"{home(story)}/desk/summary/edit/{story.section}", data=sent)
    assert answer.status_code == 422
    assert "C-99999 is not in this consultation" in answer.text
    assert "Many want &lt;trams&gt; (C-99999)." in answer.text


def test_two_officers_never_write_over_each_other_unseen(story: Story, officer: FlaskClient) -> None:
    story.write("What the first one wrote.")
    address = f"{home(story)}/desk/summary/edit/{story.section}"
    sent = {"title": "Buses", "body": "What the second one wrote.", "version": "1"}
    answer = officer.post(address, data=sent)
    assert answer.status_code == 409
    assert "What the first one wrote." in answer.text
    assert "What the second one wrote." in answer.text
    assert story.body() == "What the first one wrote."
    assert 'name="version" value="2"' in answer.text
    assert officer.post(address, data=sent | {"version": "2"}).status_code == 302
    assert story.body() == "What the second one wrote."


def test_a_preview_saves_nothing_and_shows_what_is_wrong(story: Story, officer: FlaskClient) -> None:
    sent = {"title": "Buses", "body": "Many want trams here. (C-9999)\n\n- one\n- two", "version": "1", "preview": "1"}
    answer = officer.post(f"{home(story)}/desk/summary/edit/{story.section}", data=sent)
    assert answer.status_code == 200
    assert "How it reads" in answer.text
    assert "C-9999 is not in this consultation" in answer.text
    assert story.newest.number == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣", "\ud800"])
def test_nonsense_in_hidden_fields_is_never_a_fault_of_ours(story: Story, officer: FlaskClient, version: str) -> None:
    desk = f"{home(story)}/desk/summary"
    sent = {
        "version": version,
        "title": "Buses",
        "body": "Words.",
        "name": "A",
        "considered": version,
        "draft": version,
    }
    for address in (f"{desk}/edit/{story.section}", f"{desk}/sign", f"{desk}/publish", f"{desk}/consider"):
        answer = officer.post(address, data={name: one.encode("utf-8", "surrogatepass") for name, one in sent.items()})
        assert answer.status_code < 500
    assert officer.post(f"{desk}/draft/{story.section}", data={"quote": "x", "draft": "y"}).status_code in (404, 422)
    for address in (f"{desk}/coverage", f"{home(story)}/summary/not-quoted"):
        asked = {"theme": "\x01", "kind": "x", "document": "é", "clause": "%00", "after": "9" * 40, "since": "x"}
        assert officer.get(address, query_string=asked).status_code == 200
    assert officer.get(f"{desk}/versions/{'9' * 30}").status_code == 404
    assert officer.get(f"{desk}/edit/nosuch").status_code == 404


def test_what_people_wrote_is_escaped_wherever_it_is_shown(app: Flask, sign_in_as: SignIn, client: FlaskClient) -> None:
    story = tell()
    evil = make_comment(story.document, "<script>alert(1)</script> is what this one says, and more.")
    story.write(f"They say <img src=x onerror=alert(1)> ({evil.reference}) and [x](javascript:alert(1)).")
    number = story.newest.number
    signing.sign(story.consultation, expected=number, by=story.officer, now=now(), name='<b>"A"</b>')
    signing.publish(story.consultation, expected=number, by=story.officer, now=now())
    db.session.commit()
    officer = sign_in_as(story.officer)
    for browser, address in (
        (client, f"{home(story)}/summary"),
        (client, f"{home(story)}/summary/not-quoted"),
        (officer, f"{home(story)}/desk/summary"),
        (officer, f"{home(story)}/desk/summary/edit/{MINORITY}"),
        (officer, f"{home(story)}/desk/summary/coverage"),
    ):
        page = text_of(browser, address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "javascript:alert" not in page.replace("[x](javascript:alert(1))", "")
        assert "<b>&#34;A&#34;" not in page
        assert '<b>"A"' not in page


def test_officers_and_the_public_are_told_when_it_is_no_longer_up_to_date(
    story: Story, officer: FlaskClient, client: FlaskClient
) -> None:
    published(story)
    came = make_comment(story.document, "Trams would be better for all of us.")
    desk = f"{home(story)}/desk/summary"
    for browser, address in ((client, f"{home(story)}/summary"), (officer, desk)):
        page = text_of(browser, address)
        assert "This summary is not up to date." in page
        assert came.reference in page
    assert "summary not up to date" in text_of(officer, "/desk")
    assert came.reference in text_of(officer, f"{desk}/coverage?since=1")
    considered = considered_now(story.consultation, now()).token
    assert officer.post(f"{desk}/consider", data={"considered": considered}).status_code == 302
    assert "not up to date" not in text_of(officer, desk)
    assert "not up to date" not in text_of(officer, "/desk")
    publication = find_publication(story.consultation)
    assert publication is not None
    assert "not up to date" in text_of(client, f"{home(story)}/summary")  # the version they see knows nothing of it


def test_what_was_taken_back_is_flagged_where_it_is_cited(story: Story, client: FlaskClient) -> None:
    published(story)
    author = story.said[0].author
    assert author is not None
    withdraw(story.said[0], by=author, now=now())
    db.session.commit()
    page = text_of(client, f"{home(story)}/summary")
    assert "(taken back)" in page
    assert "The last bus home should run until eleven" not in page


def test_what_was_quoted_word_for_word_goes_where_its_author_takes_it_back(
    story: Story, officer: FlaskClient, client: FlaskClient
) -> None:
    one, two, three = (each.reference for each in story.said)
    kept = "Please run the last bus home much later at night."
    story.write(
        f"“The last bus home should run until *eleven* at night.” ({one}, {two})\n\n"
        f'One neighbour ({one}) wrote: "the last bus home should run  until eleven", and “{kept}” ({two}).\n\n'
        f"““Every single garden fence” needs a gap.” ({three}) Many agree ({one})."
    )
    number = story.newest.number
    signing.sign(story.consultation, expected=number, by=story.officer, now=now())
    signing.publish(story.consultation, expected=number, by=story.officer, now=now())
    first, third = story.said[0], story.said[2]
    assert first.author is not None
    assert third.author is not None
    withdraw(first, by=first.author, now=now())
    moderation.hide(third, "It names a neighbour.", by=story.officer, now=now())
    db.session.commit()
    for browser, address in ((client, f"{home(story)}/summary"), (officer, f"{home(story)}/desk/summary")):
        page = text_of(browser, address)
        assert "run until" not in page
        assert "eleven" not in page
        assert page.count("[words taken back since]") == 2
        assert "[words hidden since]" in page
        assert "Every single garden fence" not in page
        assert kept in page
        assert "Many agree" in page


def test_a_decision_maker_gets_a_link_reads_and_says_so_in_public(
    story: Story, officer: FlaskClient, sign_in_as: SignIn, client: FlaskClient
) -> None:
    councillor = make_person("Cllr Owen Price")
    assert councillor.email is not None
    db.session.commit()
    reader = sign_in_as(councillor)
    reading = f"{home(story)}/summary/reading"
    assert text_of(reader, reading, 403)
    answer = officer.post(f"{home(story)}/desk/summary/readers", data={"email": councillor.email.upper()})
    assert answer.status_code == 302
    (decider,) = deciding.list_deciders(story.consultation)
    link = f"/decision-makers/{deciding.secret_of(decider)}"
    assert "Sign in to go on" in text_of(client, link)
    assert "another address" in text_of(sign_in_as(make_person()), link)
    assert "Go on to the summary" in text_of(reader, link)
    assert reader.post(link).headers["Location"] == reading
    assert "not signed off yet" in text_of(reader, reading)
    assert reader.post(reading, data={"version": "1"}).status_code == 409
    published(story)
    page = text_of(reader, reading)
    assert "I have read this" in page
    assert all((one.body or "") in page for one in story.said)
    assert reader.post(reading, data={"version": "2", "words": "x" * 1001}).status_code == 422
    assert reader.post(reading, data={"version": "2", "words": "Read on the train."}).status_code == 302
    assert "It is on the record" in text_of(reader, reading)
    page = text_of(client, f"{home(story)}/summary")
    assert "<strong>Cllr Owen Price</strong>: “I have read this”" in page
    assert "Read on the train." in page
    assert "Read " in text_of(officer, f"{home(story)}/desk/summary/readers")
    gone = officer.post(f"{home(story)}/desk/summary/readers/{decider.public_id}/remove")
    assert gone.status_code == 302
    assert text_of(reader, reading, 403)


def test_nobody_writes_once_it_is_over_and_what_stands_can_still_be_read(story: Story, officer: FlaskClient) -> None:
    published(story)
    story.consultation.stage = Stage.REVIEWED
    db.session.commit()
    desk = f"{home(story)}/desk/summary"
    assert officer.post(f"{desk}/sign", data={"version": "2"}).status_code == 409
    assert officer.get(f"{desk}/edit").status_code == 409
    assert "Sign version" not in text_of(officer, desk)
    assert "Signed off by" in text_of(officer, f"{home(story)}/summary")


def test_every_officers_page_is_shown(story: Story, officer: FlaskClient) -> None:
    desk = f"{home(story)}/desk/summary"
    assert officer.post(f"{desk}/edit", data={"title": "Hedgehogs"}).status_code == 302
    assert officer.post(f"{desk}/edit", data={"title": ""}).status_code == 422
    added = story.newest.sections[1]["key"]
    assert officer.post(f"{desk}/edit/{added}/up").status_code == 302
    assert officer.post(f"{desk}/edit/{added}/remove", data={"version": str(story.newest.number)}).status_code == 302
    for address in ("", "/edit", f"/edit/{MINORITY}", "/coverage", "/draft", "/versions/1", "/readers"):
        text_of(officer, f"{desk}{address}")


def test_words_for_a_section_that_a_colleague_took_out_meanwhile_are_kept(story: Story, officer: FlaskClient) -> None:
    address = f"{home(story)}/desk/summary/edit/{story.section}"
    read = str(story.newest.number)
    service.remove_section(story.consultation, story.section, expected=story.newest.number, by=story.officer, now=now())
    sent = {"title": "Buses", "body": "An hour of typing.", "version": read}
    for data, status in ((sent, 404), ({**sent, "preview": "1"}, 200)):
        page = officer.post(address, data=data)
        assert page.status_code == status
        assert "An hour of typing." in page.text
    assert "taken out of the summary" in officer.post(address, data=sent).text
    assert officer.get(address).status_code == 404


def test_the_public_sees_only_themes_a_person_stands_for(
    story: Story, officer: FlaskClient, client: FlaskClient
) -> None:
    published(story)
    guessed = make_comment(story.document, "The kiosk by the pond is shut all winter.")
    db.session.add(ThemeLink(contribution_id=guessed.id, theme_id=story.theme.id, score=0.6, at=now()))
    db.session.commit()
    asked = f"?theme={story.theme.public_id}"
    assert guessed.reference in text_of(officer, f"{home(story)}/desk/summary/coverage{asked}")
    assert guessed.reference not in text_of(client, f"{home(story)}/summary/not-quoted{asked}")
    public = text_of(client, f"{home(story)}/summary")
    assert "of 2</td>" in public  # the two an officer linked; the third is the software's guess
    story.theme.state = ThemeState.RETIRED
    db.session.commit()
    assert story.said[1].reference not in text_of(client, f"{home(story)}/summary/not-quoted{asked}")
