r"""The grammar of link targets: destinations, titles and labels, and which addresses may be followed."""

import re
from dataclasses import dataclass
from html import unescape

ESCAPABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
AUTOLINK = re.compile(
    r"<(?:([A-Za-z][A-Za-z0-9+.\-]{1,31}:[^\s<>\x00-\x20]*)"
    r"|([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*))>"
)
_ESCAPE_OR_ENTITY = re.compile(r"\\([" + re.escape(ESCAPABLE) + r"])|(" + ENTITY.pattern + ")")
_ANGLED = re.compile(r"<((?:[^<>\n\\]|\\.)*)>")
_BARE_PART = re.compile(r"\\[" + re.escape(ESCAPABLE) + r"]|[^\\\s()\x00-\x1f\x7f]+|\\")
_TITLES = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*)"', re.S),
    "'": re.compile(r"'((?:[^'\\]|\\.)*)'", re.S),
    "(": re.compile(r"\(((?:[^()\\]|\\.)*)\)", re.S),
}
_SPACE = re.compile(r"[ \t]*(?:\n[ \t]*)?")
_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){1,999})\]", re.S)
_UNFOLLOWED = re.compile(r"(?:javascript|vbscript|file|data):", re.I)
_DEEPEST_PARENTHESES = 6


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: ``source`` is its destination and title as written, ready to stand in parentheses."""

    href: str
    title: str
    source: str
    end: int


def plain(text: str) -> str:
    r"""Resolve backslash escapes and entities.

    >>> plain(r"a\*b &amp; c")
    'a*b & c'
    """
    return _ESCAPE_OR_ENTITY.sub(lambda m: m.group(1) or unescape(m.group(2)), text)


def address(raw: str) -> str | None:
    """Give the address a destination stands for, or None where it must not be followed.

    >>> address("https://example.org/a b"), address("JavaScript:alert(1)")
    ('https://example.org/a%20b', None)
    """
    href = re.sub(r"[\x00-\x20\x7f]", lambda m: f"%{ord(m.group()):02X}", plain(raw))
    return None if _UNFOLLOWED.match(href) else href


def label_key(label: str) -> str:
    """Fold a link label so that equal labels compare equal.

    >>> label_key(" Our  Plan ")
    'our plan'
    """
    return " ".join(label.split()).casefold().upper().casefold()


def read_label(text: str, pos: int) -> tuple[str, int] | None:
    """Read a ``[label]`` at a position; give it with the offset after it.

    >>> read_label("[plan]: /p", 0)
    ('plan', 6)
    """
    found = _LABEL.match(text, pos)
    return (found.group(1), found.end()) if found and found.group(1).strip() else None


def read_target(text: str, pos: int, *, definition: bool = False) -> Target | None:
    """Read a destination and perhaps a title; in a link up to its closing parenthesis, in a definition to a line's end.

    >>> read_target('(/plan "Our plan")', 1)
    Target(href='/plan', title='Our plan', source='/plan "Our plan"', end=18)
    """
    start = _skip(text, pos)
    dest = _destination(text, start)
    if dest is None:
        return None
    raw, end = dest
    if definition and end == start:
        return None
    source = text[start:end]
    href = address(raw)
    if href is None:
        return None
    closed = _close(text, end, definition=definition)
    after = _skip(text, end)
    title = _TITLES[text[after]].match(text, after) if after > end and text[after : after + 1] in _TITLES else None
    if title is not None and "\n\n" not in title.group():
        finished = _close(text, title.end(), definition=definition)
        if finished is not None:
            whole = re.sub(r"\s*\n\s*", " ", f"{source} {title.group()}")
            return Target(href, plain(title.group(1)), whole, finished)
    return Target(href, "", source, closed) if closed is not None else None


def _skip(text: str, pos: int) -> int:
    found = _SPACE.match(text, pos)
    return found.end() if found else pos


def _close(text: str, pos: int, *, definition: bool) -> int | None:
    if definition:
        while pos < len(text) and text[pos] in " \t":
            pos += 1
        return pos if pos == len(text) or text[pos] == "\n" else None
    pos = _skip(text, pos)
    return pos + 1 if text.startswith(")", pos) else None


def _destination(text: str, pos: int) -> tuple[str, int] | None:
    if text.startswith("<", pos):
        found = _ANGLED.match(text, pos)
        return (found.group(1), found.end()) if found else None
    start, depth = pos, 0
    while pos < len(text):
        if text[pos] == "(":
            depth += 1
            pos += 1
            if depth > _DEEPEST_PARENTHESES:
                return None
        elif text[pos] == ")":
            if depth == 0:
                break
            depth -= 1
            pos += 1
        else:
            part = _BARE_PART.match(text, pos)
            if part is None:
                break
            pos = part.end()
    return (text[start:pos], pos) if depth == 0 else None
