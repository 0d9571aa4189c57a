"""The record as one tagged PDF, set by Typst in parts so that memory stays small, and joined.

What people wrote reaches Typst as data in a file of JSON, never as markup.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consult.core.errors import ConsultError
from consult.exchange.recording.facts import Facts
from consult.exchange.recording.joining import Joined
from consult.exchange.recording.outline import Block, Heading, Para

TEMPLATE = Path(__file__).with_name("record.typ")
PART = 150_000
"""Characters set at a time: Typst takes some 700 bytes for each."""
BROKE = "The PDF could not be set. The zip and the Word file hold the same."


@dataclass(slots=True)
class _Part:
    """Blocks that are set together, and the level of the last heading among them."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    length: int = 0
    level: int = 0

    def add(self, block: Block) -> None:
        """Add a block; no heading lies deeper than one below the last, also where a part begins in the middle."""
        made = _plain(block)
        if isinstance(block, Heading):
            made["level"] = self.level = min(block.level, self.level + 1)
        self.blocks.append(made)
        self.length += _length(made)


def write_pdf(facts: Facts, blocks: Iterable[Block], path: Path, say: Callable[[], None] = lambda: None) -> None:
    """Write the record; `say` is called before each part. Raises ConsultError where Typst refuses."""
    folder = path.parent / "typesetting"
    folder.mkdir(exist_ok=True)
    shutil.copy(TEMPLATE, folder / TEMPLATE.name)
    joined, missing = Joined(path), ""
    for number, part in enumerate(_parts(blocks)):
        say()
        data = {
            "title": facts.title,
            "first": number == 0,
            "page": joined.pages + 1,
            "missing": missing,
            "blocks": part.blocks,
        }
        (folder / "record.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        missing = _set(folder)
        joined.add(folder / "record.pdf")
    joined.close()
    shutil.rmtree(folder)


def _set(folder: Path) -> str:
    """Set what lies in a folder, in a process of its own, whose memory goes back; return the letters no font has."""
    command = [sys.executable, "-m", "consult.exchange.recording.typesetting", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own module
    if done.returncode:
        raise ConsultError(BROKE) from RuntimeError(done.stderr[-2_000:])
    return str(json.loads(done.stdout))


def _parts(blocks: Iterable[Block]) -> Iterator[_Part]:
    """Gather blocks until they are long enough; a part begins with a heading of the first level, as readers need it."""
    part, under = _Part(), ""
    for block in blocks:
        top = isinstance(block, Heading) and block.level == 1
        if part.length > (PART / 2 if top else PART):
            yield part
            part = _Part()
            if not top and under:
                part.add(Heading(1, f"{under}, continued"))
        if isinstance(block, Heading) and top:
            under = block.text
        part.add(block)
    yield part


def _plain(block: Block) -> dict[str, Any]:
    """Return a block as the template reads it."""
    if isinstance(block, Heading):
        return {"is": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Para):
        return {"is": "para", "look": block.look, "label": block.label, "text": block.text}
    rows = [list(row) for row in block.rows]
    return {"is": "table", "about": block.about, "head": list(block.head), "widths": block.widths, "rows": rows}


def _length(made: dict[str, Any]) -> int:
    """Return how many characters there are in a block."""
    return len(made.get("text", "")) + len(made.get("label", "")) + sum(len(c) for r in made.get("rows", ()) for c in r)
