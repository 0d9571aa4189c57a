"""Words to HTML: the only room that makes markup. Everything is escaped first, then cleaned by `infra.sanitise`.

A clause's inline Markdown is rendered in pieces, cut wherever a mark begins or ends; the template puts marks, links and
ids round the pieces, so none of them ever comes from a text. Results are kept: the same words give the same markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from consult.core.inline import Run, scan
from consult.infra.sanitise import LONGEST, sanitise

_TAGS = {"strong": "strong", "em": "em", "code": "code", "strike": "del"}
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_TRAILING = ".,;:!?'’"
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
STRETCH = 20_000
"""Characters of markup cleaned at once, where there are places to part it."""
SHORT = 4_000
"""Characters of a text whose markup is worth keeping."""


def inline(text: str, start: int = 0, end: int | None = None, *, links: bool = True) -> Markup:
    """Render what a reader sees of `text[start:end]`, offsets in code points of the source.

    Markers that the range cuts are seen through: half of a bold word is bold. Without `links` their words stay, for
    places that are a link already.

    >>> inline("Open **every day**, <b>now</b>", 5, 15)
    Markup('<strong>every da</strong>')
    """
    return _inline(text, start, len(text) if end is None else end, links)


@lru_cache(maxsize=16_384)
def _inline(text: str, start: int, end: int, links: bool) -> Markup:
    shown = [run for run in _runs(text) if run.start < end and run.end > start]
    parts: list[str] = []
    # Runs of one link side by side are one link, however their words look.
    for href, runs in groupby(shown, key=lambda run: run.href):
        pieces = [_run(run, start, end) for run in runs]
        html = "".join(pieces)
        linked = bool(links and href and html) and len(html) <= LONGEST
        parts.extend([f'<a href="{escape(href)}">{html}</a>'] if linked else pieces)
    return _clean(parts)


def _clean(parts: list[str]) -> Markup:
    """Clean pieces of markup, each whole in itself, in stretches short enough to be cleaned quickly."""
    stretches: list[list[str]] = [[]]
    length = 0
    for part in parts:
        length += len(part)
        if length > STRETCH and stretches[-1]:
            stretches.append([])
            length = len(part)
        stretches[-1].append(part)
    return Markup("".join(sanitise("".join(stretch)) for stretch in stretches))  # noqa: S704  # cleaned just now


@lru_cache(maxsize=4_096)
def _runs(text: str) -> tuple[Run, ...]:
    return scan(text)


def _run(run: Run, start: int, end: int) -> str:
    if run.note is not None:
        return f"<sup>{escape(run.note)}</sup>" if run.start >= start else ""
    words = run.text
    if run.exact:
        words = words[max(0, start - run.start) : max(0, end - run.start)]
    elif run.start < start:
        return ""
    html = str(escape(words)).replace("\n", "<br>")
    for style in sorted(run.styles, reverse=True):
        html = f"<{_TAGS[style]}>{html}</{_TAGS[style]}>"
    return html


def literal(text: str, start: int = 0, end: int | None = None) -> Markup:
    """Render `text[start:end]` as it stands, for code: nothing in it is read as Markdown."""
    return escape(text[start:end])


def has_link(text: str, start: int, end: int) -> bool:
    """Say whether a range of inline Markdown holds words of a link."""
    return any(run.href for run in _runs(text) if run.start < end and run.end > start)


def prose(text: str) -> Markup:
    """Render what a person typed: paragraphs, line breaks, and web addresses as links. Nothing else is read.

    >>> prose("See https://example.org/a.\\nThanks <3")
    Markup('<p>See <a href="https://example.org/a" rel="nofollow ugc">https://example.org/a</a>.<br>Thanks &lt;3</p>')
    """
    return _prose_kept(text) if len(text) <= SHORT else _long_prose_kept(text)


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Letters of Hebrew, Arabic, Urdu and their like."""


def _prose(text: str) -> Markup:
    paragraphs = [part for part in _BLANK_LINES.split(text.strip()) if part.strip()]
    html = _clean([f"<p>{_linked(part.strip())}</p>" for part in paragraphs])
    # All else is escaped, so that these are our own paragraphs; each reads the way its first letter does.
    turned = _RIGHT_TO_LEFT.search(text) is not None
    return Markup(str(html).replace("<p>", '<p dir="auto">')) if turned else html  # noqa: S704  # cleaned just now


_prose_kept = lru_cache(maxsize=8_192)(_prose)
_long_prose_kept = lru_cache(maxsize=128)(_prose)
"""Few, for they are large; yet twenty thousand ampersands take most of a second, and a page shows twenty comments."""


def _linked(text: str) -> str:
    """Escape one paragraph and make its web addresses links."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        address = _without_trailing(found.group())
        parts.append(_broken(text[at : found.start()]))
        safe = escape(address)
        parts.append(f'<a href="{safe}" rel="nofollow ugc">{safe}</a>')
        at = found.start() + len(address)
    parts.append(_broken(text[at:]))
    return "".join(parts)


def _broken(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>")


def _without_trailing(address: str) -> str:
    """Leave out the full stop of the sentence, and a bracket the sentence opened."""
    end, unopened = len(address), address.count(")") - address.count("(")
    while end and (address[end - 1] in _TRAILING or (address[end - 1] == ")" and unopened > 0)):
        unopened -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def joined(parts: Iterable[Markup], stand_in: str, words: str) -> Markup:
    """Put pieces of markup together, with `words`, which are escaped, for each `stand_in`.

    Markup's own join looks at every piece again, which costs more than all else where a page has many.
    """
    return Markup("".join(parts).replace(stand_in, str(escape(words))))  # noqa: S704  # each piece is markup


def fragment(template: str, **context: Any) -> Markup:
    """Render a template to markup that other templates may hold, so that it can be kept and used again."""
    return Markup(render_template(template, **context))  # noqa: S704  # templates escape what they are given
