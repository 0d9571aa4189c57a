"""Set a part of the record with Typst: python -m consult.exchange.recording.typesetting FOLDER.

Prints, as JSON, the letters no font here can show. It is a program of its own because what Typst took is given back
only when its process ends.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any, Final

TRIES = 6
LAST_SURE = "\u052f"
"""Up to here lie the Latin, Greek and Cyrillic letters that Typst's own font has."""
LONG = 3
"""Letters in a row that no font has, up to which each is named."""
_NOT_SHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_NEVER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U0010ffff]"
)
"""Characters that are no letters: controls, private ones, tags, halves of pairs."""
_ENDLESS = re.compile(r"\S{60}(?=\S)")
STANDARD: Final = "ua-1"
"""PDF/UA-1, the standard of accessible PDF (ISO 14289-1); Typst refuses what breaks it."""


def shown(text: str, missing: str) -> str:
    """Return text as it can be shown: what no font has is named or counted, endless words may break.

    >>> shown("hello 😀", "😀")
    'hello [grinning face]'
    """
    text = _NEVER.sub("", text)
    if missing:
        text = re.sub(f"[{re.escape(missing)}]+", lambda found: _named(found[0]), text)
    return _ENDLESS.sub(lambda found: f"{found[0]}\u200b", text)


def _named(letters: str) -> str:
    if len(letters) > LONG:
        return f"[{len(letters)} letters this file has no shapes for; they stand in the zip and the Word file]"
    return "".join(f"[{unicodedata.name(letter, f'U+{ord(letter):04X}').lower()}]" for letter in letters)


def not_shown(complaint: str) -> str:
    """Return the letters a complaint of Typst's says no font has."""
    found = {letter for quoted in _NOT_SHOWN.findall(complaint) for letter in _read(quoted)}
    return "".join(sorted(found))


def _read(quoted: str) -> str:
    """Read a text as Rust quotes it."""
    plain = _ESCAPED.sub(lambda code: f"\\U{int(code[1], 16):08x}", quoted)
    return str(ast.literal_eval(f'"{plain}"'))


def _with(value: Any, missing: str) -> Any:
    if isinstance(value, str):
        return shown(value, missing)
    if isinstance(value, list):
        return [_with(one, missing) for one in value]
    if isinstance(value, dict):
        return {name: _with(one, missing) for name, one in value.items()}
    return value


def _letters(value: Any) -> set[str]:
    """Return the letters of all that will be shown."""
    return set(json.dumps(value, ensure_ascii=False))


def main(folder: Path) -> str:
    """Set record.json with record.typ into record.pdf; return the letters no font has."""
    import typst  # noqa: PLC0415  # only this program needs it

    data = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    missing = data["missing"]
    for last in range(TRIES, 0, -1):
        (folder / "shown.json").write_text(json.dumps(_with(data, missing), ensure_ascii=False), encoding="utf-8")
        try:
            typst.compile(folder / "record.typ", folder / "record.pdf", root=folder, pdf_standards=[STANDARD])
        except typst.TypstError as error:
            more = set(not_shown(f"{error}\n{error.diagnostic}")) - set(missing)
            if last == 1 or not more:
                raise
            # Before the last try all letters go that a font might lack, so that a record is never without its PDF.
            more |= {letter for letter in _letters(data) if letter > LAST_SURE} if last == 2 else set()
            missing = "".join(sorted({*missing, *more}))
        else:
            break
    return str(missing)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
