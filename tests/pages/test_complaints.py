"""What people complain of in other systems (numbered as in our notes on the field), where only pages can show it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.documents.models import Clause, Document
from consult.documents.queries import forget_texts
from consult.extensions import db
from tests.benchmarks.filling import Size, fill
from tests.benchmarks.words import write
from tests.make import make_consultation, make_document, make_officer

SOME = Size(clauses=12, people=30, comments=500, votes=0)
THOUSANDS = Size(clauses=12, people=60, comments=5_000, votes=0)
LARGEST = 400_000
"""Bytes of a page: what a phone loads in a second or two."""
MOST_ON_A_PAGE = 60
"""Contributions on one page but the reading room, which shows a few beside each clause."""
SCROLLED = re.compile(r"infinite|IntersectionObserver|data-load-more|onscroll", re.IGNORECASE)


def crowded(size: Size) -> Document:
    """Make a document many speak about, one clause and one comment of it more than all others."""
    document, chance = make_document(make_consultation(), write(random.Random(7), 12)), random.Random(7)
    fill(document, size, chance)
    mine = select(Contribution.id).where(Contribution.document_id == document.id)
    ids = list(db.session.scalars(mine.where(Contribution.reply_to_id.is_(None)).order_by(Contribution.id)))
    replying, top = ids[len(ids) // 2 :], ids[0]
    clause = db.session.scalar(select(Contribution.clause_id).where(Contribution.id == ids[3]))
    db.session.execute(update(Contribution).where(Contribution.id.in_(ids[1 : len(ids) // 2])).values(clause_id=clause))
    db.session.execute(
        update(Contribution).where(Contribution.id.in_(replying)).values(reply_to_id=top, counts_for_gate=False)
    )
    db.session.execute(
        update(Contribution).where(Contribution.id == top).values(replies=Contribution.replies + len(replying))
    )
    db.session.commit()
    return document


def pages_of(document: Document) -> dict[str, str]:
    """Return the address of each page that shows what people say, by its name."""
    busiest = db.session.execute(
        select(Clause.key)
        .join(Contribution, Contribution.clause_id == Clause.id)
        .where(Contribution.document_id == document.id, Contribution.reply_to_id.is_(None))
        .order_by(Contribution.id.desc())
        .limit(1)
        .offset(5)
    ).scalar_one()
    answered = db.session.scalars(
        select(Contribution.reference)
        .where(Contribution.document_id == document.id)
        .order_by(Contribution.replies.desc())
    ).first()
    home, consultation = f"/documents/{document.slug}", f"/consultations/{document.consultation.slug}"
    return {
        "reading room": home,
        "clause": f"{home}/clauses/{busiest}",
        "list": f"{home}/contributions",
        "comment with its replies": f"/contributions/{answered}",
        "desk": "/desk",
        "table of everything": f"{consultation}/desk/contributions",
        "answers": f"{home}/answers",
        "what the summary leaves out": f"{consultation}/desk/summary/coverage",
    }


def references_on(page: str) -> set[str]:
    return set(re.findall(r'href="/contributions/(C-\d+)"', page))


def walk(browser: FlaskClient, address: str) -> Iterator[str]:
    """Follow the links to the next page, as anybody can without JavaScript."""
    seen: set[str] = set()
    while address and address not in seen:
        seen.add(address)
        answer = browser.get(address)
        assert answer.status_code == 200
        yield answer.text
        links = re.findall(r"<a\b[^>]*>", answer.text)
        found = [link for link in links if 'rel="next"' in link and "govuk-pagination" in link]
        matched = re.search(r'href="([^"#]*)', found[0]) if found else None
        address = matched[1].replace("&amp;", "&") if matched else ""


@pytest.mark.slow
def test_complaint_17_hundreds_and_thousands_of_comments_cost_what_few_cost_and_are_reached_by_links(
    app: Flask,
    sign_in_as: Callable[[Person], FlaskClient],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    taken: dict[str, list[int]] = {}
    for size in (SOME, THOUSANDS):
        document = crowded(size)
        officer = sign_in_as(make_officer(document.consultation))
        for name, address in pages_of(document).items():
            forget_texts()
            officer.get(address)
            with count_queries() as statements:
                page = officer.get(address)
            assert page.status_code == 200
            taken.setdefault(name, []).append(sum(not one.startswith("BEGIN") for one in statements))
            assert len(page.data) < LARGEST, name
            assert not SCROLLED.search(page.text), name
            if name not in ("reading room", "desk"):
                assert len(references_on(page.text)) <= MOST_ON_A_PAGE, name
    assert {name: counts for name, counts in taken.items() if counts[0] != counts[1]} == {}


@pytest.mark.slow
def test_complaint_17_every_comment_and_every_reply_is_reached_by_links_without_javascript(
    app: Flask, client: FlaskClient
) -> None:
    document = crowded(SOME)
    everything = select(Contribution.reference).where(Contribution.document_id == document.id)
    listed: set[str] = set()
    for page in walk(client, f"/documents/{document.slug}/contributions"):
        listed |= references_on(page)
    assert set(db.session.scalars(everything)) <= listed
    addresses = pages_of(document)
    found: set[str] = set()
    pages = 0
    for page in walk(client, addresses["comment with its replies"]):
        found |= references_on(page)
        pages += 1
    top = addresses["comment with its replies"].rsplit("/", 1)[1]
    parent = db.session.scalars(select(Contribution).where(Contribution.reference == top)).one()
    replies = set(db.session.scalars(everything.where(Contribution.reply_to_id == parent.id)))
    assert len(replies) > 200
    assert pages > 4
    assert replies <= found
    clause = client.get(addresses["clause"]).text
    assert "All that people say about" in clause


def test_a_page_of_replies_that_does_not_exist_is_no_fault_of_ours(app: Flask, client: FlaskClient) -> None:
    document = crowded(Size(clauses=12, people=5, comments=20, votes=0))
    address = pages_of(document)["comment with its replies"]
    for after in ("x", "-1", "9" * 40, "٣", ""):
        assert client.get(address, query_string={"after": after}).status_code == 200
    assert "No more replies." in client.get(address, query_string={"after": "999999999"}).text
