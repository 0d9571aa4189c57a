"""The gate for HTML: only harmless tags pass, and size and nesting are capped."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consult.infra.sanitise import _PLAIN, _cleaned, sanitise
from tests.patience import patience


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<p onclick=x>a</p>", "<p>a</p>"),
        ("<a href='javascript:x'>a</a>", "<a>a</a>"),
        ("<a href='https://example.org' target=_blank class=x id=y>a</a>", '<a href="https://example.org">a</a>'),
        ("<svg><style><img src=x onerror=alert(1)>", ""),
        ("<!-- x --><p>a</p>", "<p>a</p>"),
        ("<div><em>a</em></div>", "<em>a</em>"),
    ],
)
def test_only_the_listed_tags_attributes_and_schemes_pass(html: str, clean: str) -> None:
    assert sanitise(html) == clean


def test_deep_nesting_is_shown_as_text() -> None:
    with patience():
        cleaned = sanitise("<em>" * 20_000 + "x")
    assert "<em>" not in cleaned


def test_cleaning_twice_changes_nothing() -> None:
    once = sanitise('<p>a &amp; <a href="https://example.org/?a=1&amp;b=2" rel="nofollow">b</a><br>c</p>')
    assert sanitise(once) == once


@given(st.text())
@example("“Yes”, it's 5 % off; see §4\n\tand — Café Łódź 🚌 \u202e")
@example("\ufeffa\ufdd0\uffff")
def test_what_is_passed_as_plain_words_is_what_cleaning_would_leave(text: str) -> None:
    if _PLAIN.fullmatch(text):
        assert _cleaned(text) == text
    assert not _PLAIN.fullmatch(text + "<")
    assert not _PLAIN.fullmatch("&" + text)
