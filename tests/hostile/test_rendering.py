"""Every item through the functions that make markup: nothing active comes out, and no word is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from consult.core.clauses import parse
from consult.core.errors import Refused
from consult.core.inline import visible
from consult.core.normal import normalise
from consult.infra.rendering import inline, literal, prose
from consult.infra.sanitise import LONGEST, sanitise
from tests.hostile.attacks import every_item, judge
from tests.hostile.judging import problems, said, words
from tests.patience import patience


def kept() -> Iterator[str]:
    """Yield every item as it passes the door; what the door refuses is never rendered."""
    for item in every_item():
        try:
            yield normalise(item)
        except Refused:
            assert any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in item)


def dangers(html: str) -> list[str]:
    """Ask both judges."""
    return [*judge()(html), *problems(html)]


def test_a_comment_is_rendered_without_anything_active_and_with_every_word() -> None:
    wrong = []
    for item in kept():
        html = prose(item)
        if dangers(html) or said(html) != words(item):
            wrong.append((item, html, dangers(html)))
    assert wrong == []


def test_a_clause_is_rendered_without_anything_active_and_with_every_visible_word() -> None:
    wrong = []
    for item in kept():
        for clause in parse(item):
            html = inline(clause.text)
            if dangers(html) or said(html) != words(visible(clause.text).text):
                wrong.append((item, clause, html, dangers(html)))
            if dangers(str(literal(clause.text))):
                wrong.append((item, clause, "literal", []))
    assert wrong == []


def test_a_clause_cut_anywhere_stays_harmless() -> None:
    for item in kept():
        cut = min(len(item), 60) // 2
        assert dangers(inline(item[:60], cut) + inline(item[:60], 0, cut, links=False)) == []


def test_html_that_reaches_the_gate_itself_comes_out_harmless_and_cleaning_twice_changes_nothing() -> None:
    for item in kept():
        once = sanitise(item)
        assert dangers(once) == [], item
        assert sanitise(once) == once, item


@pytest.mark.parametrize(
    "text",
    ["<b>" * 100_000, "<a href=" * 50_000, "<" * 1_000_000, "&" * 500_000, "<p>" + "x" * LONGEST, "http://a " * 50_000],
    ids=["nested", "half tags", "brackets", "ampersands", "long", "addresses"],
)
def test_what_is_made_to_be_slow_takes_no_more_than_a_moment(text: str) -> None:
    with patience():
        cleaned = sanitise(text)
        prose(text[:20_000])
        shown = inline(text)
    assert dangers(cleaned[:20_000]) == []
    assert words(str(shown.unescape())) == words(text)


def test_a_clause_too_long_to_clean_at_once_keeps_its_style_and_its_words() -> None:
    text = "**bold** " + "x < y & z " * 30_000
    html = inline(text)
    assert str(html).startswith("<strong>bold</strong> x &lt; y &amp; z")
    assert said(html) == words(text.replace("**", ""))
