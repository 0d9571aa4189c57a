"""The list of challenges takes a fixed number of queries, however many wait."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from tests.answers.test_challenging import TEXT, bring, publish
from tests.make import make_document, make_officer


def test_the_list_of_challenges_costs_as_many_queries_for_many_as_for_one(
    app: Flask,
    sign_in_as: Callable[[Person], FlaskClient],
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    document = make_document(markdown=TEXT)
    browser, counts = sign_in_as(make_officer(document.consultation)), []
    for price in ("six", "seven", "eight"):
        bring(publish(document, "A trip costs", f"A trip costs {price} pounds.", editorial=False))
        browser.get(f"/documents/{document.slug}/challenges")
        with count_queries() as statements:
            page = browser.get(f"/documents/{document.slug}/challenges").text
        assert page.count("this only puts a slip right") == len(counts) + 1
        counts.append(len(statements))
    assert len(set(counts)) == 1, counts
