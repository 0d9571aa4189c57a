"""The frame of every page leads somewhere, and the pages that always stand say what they promise."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

ADDRESSES = ("/ways-to-take-part", "/accessibility", "/privacy", "/rules", "/record")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_standing_page_answers_with_one_main_heading(client: FlaskClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1


def test_every_link_of_the_frame_leads_somewhere(client: FlaskClient) -> None:
    links = set(re.findall(r'href="(/[^"#]*)"', client.get("/rules").text))
    assert "/consultations" in links
    assert {link: status for link in links if (status := _status(client, link)) != 200} == {}


def test_a_page_for_people_not_signed_in_carries_no_form_and_no_token(client: FlaskClient) -> None:
    text = client.get("/rules").text
    assert "<form" not in text
    assert "csrf" not in text


def _status(client: FlaskClient, link: str) -> int:
    with client.get(link, follow_redirects=True) as answer:
        return answer.status_code
