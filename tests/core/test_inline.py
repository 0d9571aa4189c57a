"""Inline Markdown, judged by another reader of it over the examples of CommonMark."""

from __future__ import annotations

import json
from typing import Any

import pytest
from markdown_it import MarkdownIt

from consult.core.inline import scan, visible
from tests.core.data_folder import real_data
from tests.patience import patience

ORACLE = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
STYLES = {"em": "em", "strong": "strong", "s": "strike"}


def _oracle(tokens: list[Any]) -> list[tuple[str, frozenset[str], bool]]:
    """Give each code point another reader shows, with its styles and whether it is in a link."""
    shown: list[tuple[str, frozenset[str], bool]] = []
    styles: list[str] = []
    links = 0
    for token in tokens:
        name, _, end = token.type.rpartition("_")
        if token.type in ("text", "code_inline", "softbreak", "hardbreak", "image"):
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            here = frozenset(styles) | ({"code"} if token.type == "code_inline" else set())
            if token.type == "image":
                text, here = visible(token.content).text, frozenset()
            shown += [(letter, here, links > 0) for letter in text]
        elif name == "link":
            links += 1 if end == "open" else -1
        elif end == "open":
            styles.append(STYLES[name])
        elif end == "close":
            styles.pop()
    return shown


def test_commonmark_s_inline_examples_look_as_another_reader_shows_them() -> None:
    examples = json.loads(real_data("hostile", "markdown_commonmark_spec.json").read_text(encoding="utf-8"))["items"]
    compared = 0
    for example in examples:
        if "]:" in example["markdown"]:
            continue  # reference links are settled where a document is read
        for token in ORACLE.parse(example["markdown"]):
            if token.type == "inline":
                ours = [
                    (letter, run.styles, run.href is not None) for run in scan(token.content) for letter in run.text
                ]
                assert ours == _oracle(token.children or []), example["markdown"]
                compared += 1
    assert compared > 300


SEEN = {
    "a **b** c": "a b c",
    'a [b](/u "T") c': "a b c",
    "![a *b*](/u)": "a b",
    "`a * b`": "a * b",
    "a[^1] b": "a b",
    "a\\\nb": "a\nb",
    "<b>a</b>": "<b>a</b>",
    "<https://a.org>": "https://a.org",
    "&pound;5 &amp; more": "£5 & more",
    "~~a~~ b": "a b",
    "snake_case_word": "snake_case_word",
    "[a](javascript:alert(1))": "[a](javascript:alert(1))",
    "[a](<java&#10;script:x>)": "a",
}


@pytest.mark.parametrize("text", SEEN)
def test_a_reader_sees_the_words_without_their_markers(text: str) -> None:
    assert visible(text).text == SEEN[text]


@pytest.mark.parametrize(
    "address", ["javascript:a", "JAVASCRIPT:a", "data:text/html,x", "vbscript:a", "&#106;avascript:a"]
)
def test_a_link_never_runs_code(address: str) -> None:
    assert all(run.href is None for run in scan(f"[a]({address}) <{address}>"))


def test_a_range_never_ends_inside_a_marker() -> None:
    seen = visible("Open **every day** &amp; night")
    start = seen.text.index("every")
    assert seen.to_source(start, start + 9) == (7, 16)
    assert seen.to_source(seen.text.index("&"), seen.text.index("&") + 1) == (19, 24)
    assert seen.to_visible(20, 22) == (15, 16)


def test_a_footnote_mark_is_a_run_without_words() -> None:
    assert [(run.text, run.note) for run in scan("a[^n]")] == [("a", None), ("", "n")]


def test_long_hostile_text_is_seen_in_linear_time() -> None:
    for bit in ("*a_ ", "[a](b", "![", "`a", "<a@", "**x*", "[a]["):
        with patience():
            visible(bit * 5_000)
