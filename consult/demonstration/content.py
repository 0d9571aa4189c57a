"""Reading the content: YAML and Markdown files beside this module. `content/README.md` says what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from consult.core.clauses import Clause, parse
from consult.core.inline import visible

CONTENT = Path(__file__).parent / "content"

Entry = Mapping[str, Any]
"""One thing of the content, as the YAML has it."""


class Unplayable(RuntimeError):
    """The content says something the house refuses; the message names the place in the content."""


@dataclass(frozen=True)
class Folder:
    """One consultation's folder."""

    path: Path

    @cached_property
    def about(self) -> Entry:
        """What the consultation is, with its documents."""
        found: Entry = read(self.path / "consultation.yaml")
        return found

    @cached_property
    def document(self) -> Entry:
        """The document people speak about; each folder has one."""
        (found,) = self.about["documents"]
        return dict(found)

    @cached_property
    def said(self) -> Sequence[Entry]:
        """What people said, in order of time."""
        found: Sequence[Entry] = read(self.path / "contributions.yaml")["contributions"]
        return found

    @cached_property
    def texts(self) -> Mapping[int, tuple[Clause, ...]]:
        """The clauses of each revision, by its number."""
        return {revision["number"]: self.words(revision) for revision in self.document["revisions"]}

    def words(self, entry: Entry) -> tuple[Clause, ...]:
        """Return the clauses of the file an entry names."""
        return tuple(parse((self.path / entry["file"]).read_text(encoding="utf-8")))


def read(path: Path) -> Any:
    """Read a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def list_folders() -> list[Folder]:
    """List the folders of all consultations, by name."""
    return [Folder(path) for path in sorted((CONTENT / "consultations").iterdir()) if path.is_dir()]


def place_of(beginning: str, texts: Sequence[str]) -> int:
    """Return the place of the one text whose visible words begin so. Raises Unplayable."""
    places = [place for place, text in enumerate(texts) if visible(text).text.startswith(beginning)]
    if len(places) != 1:
        raise Unplayable(f"{len(places)} clauses begin with “{beginning}”")
    return places[0]
