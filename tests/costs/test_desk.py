"""The table of everything takes the same number of queries however much was said and however it is filtered."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.documents.queries import forget_texts
from tests.benchmarks.filling import Size, fill
from tests.make import make_document, make_officer

ALL = "?read=no&fate=waiting&given=none&theme=none&status=standing"
QUERIES = {"": 13, "?q=two+bags": 13, ALL: 13, "?order=clause": 14}


@pytest.mark.parametrize("comments", [60, 300])
def test_the_table_takes_the_same_queries_however_much_was_said(
    app: Flask,
    sign_in_as: Callable[[Person], FlaskClient],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    comments: int,
) -> None:
    document = make_document()
    fill(document, Size(clauses=8, people=20, comments=comments, votes=0), random.Random(5))
    browser = sign_in_as(make_officer(document.consultation))
    home = f"/consultations/{document.consultation.slug}/desk/contributions"
    taken = {}
    for more in QUERIES:
        forget_texts()
        browser.get(home + more)
        with count_queries() as queries:
            assert browser.get(home + more).status_code == 200
        taken[more] = len(queries)
    assert taken == QUERIES
