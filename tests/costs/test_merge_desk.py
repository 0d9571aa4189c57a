"""The merge desk takes a fixed number of queries: for five open suggestions, or two hundred over as many clauses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.service import NewSuggestion, cosign, suggest
from consult.core.suggestions import Reword
from consult.documents.models import Document
from consult.documents.queries import forget_texts, read_revision
from consult.extensions import db
from consult.voting.models import VoteValue
from consult.voting.service import vote_on_contribution
from tests.make import make_comment, make_document, make_officer, make_person, now

Counting = Callable[[], AbstractContextManager[list[str]]]

CLAUSES = 200
QUERIES, TEXTS = 13, 2
"""Queries of the desk, and how many more it may take to read a text this process has not read yet."""
SENTENCE = "In part {} the provider must answer each caller within {} minutes on all days, and say why not."


def document_with(suggestions: int, person: Person) -> Document:
    """Make a document of two hundred clauses with suggestions, votes, names and comments."""
    text = "# All of it\n\n" + "\n\n".join(SENTENCE.format(number, 15) * 2 for number in range(1, CLAUSES))
    document = make_document(markdown=text)
    assert document.newest_revision is not None
    clauses = read_revision(document.newest_revision).clauses[1:]
    for number in range(suggestions):
        clause = clauses[number % len(clauses)]
        change = Reword(clause.key, clause.text.replace("15 minutes", f"{number % 9 + 1} minutes", 1))
        new = NewSuggestion(changes=[change], reason="Fifteen minutes are long when you are in pain.")
        made = suggest(document, new, by=make_person(), now=now())
        vote_on_contribution(made, VoteValue.AGREE, person=person, now=now())
        cosign(made, None, by=person, now=now())
    make_comment(document, "Why so long?", clause=clauses[0].key)
    db.session.commit()
    return document


def test_the_merge_desk_costs_as_many_queries_for_many_suggestions_as_for_few(
    app: Flask, sign_in_as: Callable[[Person], FlaskClient], count_queries: Counting
) -> None:
    person = make_person()
    for many in (5, CLAUSES):
        document = document_with(many, person)
        browser = sign_in_as(make_officer(document.consultation))
        db.session.commit()
        forget_texts()
        counts = []
        for _ in range(4):
            with count_queries() as statements:
                page = browser.get(f"/documents/{document.slug}/merge")
            assert page.status_code == 200
            assert page.text.count("data-suggestion=") == many
            counts.append(sum(not one.startswith("BEGIN") for one in statements))
        assert counts[1:] == [QUERIES] * 3
        assert counts[0] <= QUERIES + TEXTS
