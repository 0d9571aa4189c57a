"""What hostile people and odd programs send: the real lists, where they lie, and a few of our own."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from tests.exchange.data import DATA

FOLDER = DATA / "hostile"
BATCH = 50
"""Items on one page."""

OWN = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "[press](javascript:alert(1))",
    "[press](JaVa\tScRiPt:alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '<https://example.org/" onmouseover="alert(1)>',
    'https://example.org/"onmouseover="alert(1)',
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "</textarea></form><form action=//example.org><button>Send",
    "<!--><script>alert(1)</script-->",
    "`<b onclick=x>` **<i style=x>** _</p>_ ~~<s>~~",
    "\u202eright to left\u202c \u200b\u2066 zalgo\u0336\u0334",
    "' OR 1=1; DROP TABLE contributions; --",
    "\x01\x08\x0b\x1b[31m\x7f\x85",
    "=1+1",
    "a" * 3_000,
    "[" * 200 + "]" * 200,
)
"""Attacks of our own making: each kind once, so that something is tried where the lists are not at hand."""

KEYS = ("payload", "data_expanded", "html", "markdown", "input")


@cache
def every_item() -> tuple[str, ...]:
    """Return every text of the lists, each once, ours first; in lists of tests, what goes in and not what comes out."""
    found = dict.fromkeys(OWN)
    for path in sorted(FOLDER.glob("*.json")):
        items = json.loads(path.read_text())["items"]
        found.update(dict.fromkeys(_text(item, path.name) for item in items))
    return tuple(text for text in found if text.strip())


def _text(item: Any, name: str) -> str:
    if isinstance(item, str):
        return item
    first = "markdown" if name.startswith("markdown") else next(key for key in KEYS if key in item)
    return str(item[first])


def in_batches() -> Iterator[tuple[str, ...]]:
    """Yield the items, as many at once as one page holds."""
    items = every_item()
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


@cache
def judge() -> Callable[[str], list[str]]:
    """Return what says which active content a piece of HTML holds, parsed as browsers parse it."""
    path = FOLDER / "check_html_safe.py"
    if not path.is_file():
        from tests.hostile.judging import problems

        return problems
    spec = importlib.util.spec_from_file_location("check_html_safe", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str], list[str]] = module.problems
    return found
