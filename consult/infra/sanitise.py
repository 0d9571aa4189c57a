"""The one gate for HTML: what may stand on a page of ours, and nothing else.

nh3 cleans first, because it is maintained and fast; bleach, whose last release is 6.4.0, cleans what is left, over
the same list. Both must agree that nothing active remains. Length and nesting are capped before either sees it:
bleach takes seconds for twenty thousand nested tags, and half a minute for half a million ampersands.
"""

from __future__ import annotations

import re

import bleach
import nh3

TAGS = frozenset({"a", "br", "code", "del", "em", "p", "strong", "sup"})
ATTRIBUTES = {"a": {"href", "rel"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

LONGEST = 150_000
"""Characters of HTML cleaned at once; what is longer is shown as text."""
DEEPEST = 40
"""Tags open at once; what is nested deeper is shown as text."""

_PLAIN = re.compile(r"[^<>&\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufeff]*")
"""What holds no sign that begins markup or a character reference, and nothing invisible: cleaning leaves it alone."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def sanitise(html: str) -> str:
    """Return `html` with nothing in it but the tags, attributes and link schemes of the lists above.

    >>> sanitise('<p onclick="x()">Hello <script>alert(1)</script><em>you</em></p>')
    '<p>Hello <em>you</em></p>'
    """
    if _PLAIN.fullmatch(html):  # most of what is shown is plain words, and cleaning costs a fifth of a millisecond
        return html
    if len(html) > LONGEST or _depth(html) > DEEPEST:
        return html.replace("<", "&lt;").replace(">", "&gt;")
    return _cleaned(html)


def _cleaned(html: str) -> str:
    """Clean with both libraries, whatever it holds."""
    cleaned = nh3.clean(html, tags=set(TAGS), attributes=_nh3_attributes(), url_schemes=set(SCHEMES), link_rel=None)
    return bleach.clean(
        cleaned,
        tags=TAGS,
        attributes={tag: list(names) for tag, names in ATTRIBUTES.items()},
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
    )


def _nh3_attributes() -> dict[str, set[str]]:
    return {tag: set(names) for tag, names in ATTRIBUTES.items()}


def _depth(html: str) -> int:
    """Count how many tags are open at once at most; void tags close themselves."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() in ("br", "img", "hr", "input"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest
