"""Revisions: each as it was, any two compared, with what it took in and what was passed over."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from consult.documents.queries import get_revision
from consult.extensions import db
from tests.make import make_document
from tests.pages.story import Story


def here(story: Story, path: str) -> str:
    """Return an address under the document's."""
    return f"/documents/{story.document.slug}/{path}"


def test_revisions_stand_newest_first_with_what_they_took_in(story: Story, client: FlaskClient) -> None:
    html = client.get(here(story, "revisions")).text
    assert [html.index(f">Revision {number}</a>") for number in (3, 2, 1)] == sorted(
        html.index(f">Revision {number}</a>") for number in (3, 2, 1)
    )
    assert "2 clauses reworded, 1 clause taken out." in html
    for name in ("days", "kerb"):
        assert f'href="/contributions/{story.said[name].reference}"' in html


def test_an_exception_is_printed_with_its_name_date_and_reason(story: Story, client: FlaskClient) -> None:
    for page in (here(story, "revisions"), here(story, "revisions/3")):
        html = client.get(page).text
        assert "Published with an exception." in html
        assert "Safiya Noor" in html
        assert "The panel met before all answers were written." in html
        assert story.said["door"].reference in html


def test_a_revision_reads_as_it_was(story: Story, client: FlaskClient) -> None:
    html = client.get(here(story, "revisions/1")).text
    assert "four working days" in html
    assert "Journeys run on all seven days" in html
    assert get_revision(story.document, 1).hash in html
    assert "These are older words." in html


def test_a_revision_is_not_sent_twice(story: Story, client: FlaskClient) -> None:
    first = client.get(here(story, "revisions/2"))
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(here(story, "revisions/2"), headers=tag).status_code == 304
    assert client.get(here(story, "revisions/1"), headers=tag).status_code == 200


def test_comparing_marks_words_folds_the_rest_and_says_why(story: Story, client: FlaskClient) -> None:
    html = client.get(here(story, "compare?from=1&to=3")).text
    assert re.search(r"<del><span[^>]*>removed: </span>four", html)
    assert re.search(r"<ins><span[^>]*>added: </span>two", html)
    assert "clauses unchanged: " in html
    assert "Taken out" in html
    assert f"{story.said['days'].reference}</a> Marjorie Teale: “Four days is a life sentence" in html
    assert html.count('<section class="cmp') == 4


def test_comparing_backwards_and_with_itself_works(story: Story, client: FlaskClient) -> None:
    assert re.search(r"<ins><span[^>]*>added: </span>four", client.get(here(story, "compare?from=3&to=1")).text)
    assert "one revision with itself" in client.get(here(story, "compare?from=2&to=2")).text
    assert "from revision 2 to revision 3" in client.get(here(story, "compare")).text


def test_a_moved_clause_is_said_to_have_moved(story: Story, client: FlaskClient) -> None:
    line = "\n\nThe number to ring is\\\n01632 960 412, on weekdays."
    story.change((line, ""), ("A carer travels free.", "A carer travels free." + line))
    story.publish("Moved.", exception="A test of moving.")
    html = client.get(here(story, "compare?from=3&to=4")).text
    assert ">Moved</span>" in html
    assert "1.3 before" in html
    assert "<del>" not in html.partition("sheet__note")[2].partition("</p>")[2]


def test_revisions_that_do_not_exist_are_not_found(story: Story, client: FlaskClient) -> None:
    for path in ("revisions/9", "compare?from=1&to=9", "compare?from=x", f"revisions/{'9' * 30}", "compare?from=²"):
        assert client.get(here(story, path)).status_code == 404


def test_a_first_revision_has_nothing_to_compare_with(client: FlaskClient) -> None:
    document = make_document()
    db.session.commit()
    assert client.get(f"/documents/{document.slug}/revisions").status_code == 200
    assert "one revision with itself" in client.get(f"/documents/{document.slug}/compare").text
