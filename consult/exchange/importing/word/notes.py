"""Footnotes and endnotes of a Word file."""

from __future__ import annotations

from lxml import etree

from consult.exchange.importing.word.elements import words_in
from consult.exchange.importing.word.package import W


class Notes:
    """The footnotes and endnotes of a file, and the labels given to those cited so far."""

    def __init__(self) -> None:
        """Begin without any."""
        self._found: dict[str, tuple[str, etree._Element]] = {}
        self._labels: dict[str, str] = {}

    def add(self, kind: str, part: str, note: etree._Element) -> None:
        """Take up a note that has words; Word keeps rulers and the like among them."""
        if note.get(W + "type", "normal") == "normal" and words_in(note):
            self._found.setdefault(f"{kind} {note.get(W + 'id', '')}", (part, note))

    def has(self, name: str) -> bool:
        """Say whether the file has this note."""
        return name in self._found

    def get(self, name: str) -> tuple[str, etree._Element]:
        """Return the part a note stands in, and the note."""
        return self._found[name]

    def label(self, name: str) -> str | None:
        """Return a note's label, None as long as nothing has cited it."""
        return self._labels.get(name)

    def cite(self, name: str) -> str:
        """Return a note's label, giving it the next one at its first citation."""
        return self._labels.setdefault(name, str(len(self._labels) + 1))

    def uncited(self) -> list[etree._Element]:
        """Return the notes that nothing cites."""
        return [note for name, (_, note) in self._found.items() if name not in self._labels]
