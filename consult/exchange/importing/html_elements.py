"""What the elements of HTML mean to a reader of words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from consult.exchange.importing.pieces import Style

HEADINGS = {f"h{level}": level for level in range(1, 7)}
LEFT_OUT = {
    "script": "Scripts",
    "style": "Style sheets",
    "template": "Templates",
    "noscript": "Text for browsers without scripts",
    "iframe": "Frames and embedded objects",
    "object": "Frames and embedded objects",
    "embed": "Frames and embedded objects",
    "applet": "Frames and embedded objects",
    "audio": "Sound and film",
    "video": "Sound and film",
    "canvas": "Drawings",
    "svg": "Drawings",
    "input": "Form fields",
    "select": "Form fields",
    "textarea": "Form fields",
    "datalist": "Form fields",
    "head": "",
}
INLINE = {
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font"),
    *("i", "ins", "kbd", "label", "mark", "math", "meter", "nobr", "output", "progress", "q", "rb", "rp", "rt", "ruby"),
    *("s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "br"),
}
LOOKS: dict[str, Callable[[Style], Style]] = {
    **dict.fromkeys(("b", "strong"), lambda style: replace(style, strong=True)),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), lambda style: replace(style, em=True)),
    **dict.fromkeys(("s", "strike", "del"), lambda style: replace(style, strike=True)),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), lambda style: replace(style, code=True)),
}
FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
