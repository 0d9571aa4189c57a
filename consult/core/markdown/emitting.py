"""Where in a document a piece of text stands, and the clause that makes of it."""

from dataclasses import dataclass

from consult.core.kinds import Clause, Kind
from consult.core.markdown.links import Target, label_key, read_label, read_target
from consult.core.marks import is_blank, row_text


@dataclass(slots=True, eq=False)
class Container:
    """An open quotation, list item or footnote. ``emitted``: its first words have become a clause."""

    what: str  # quote, item, note
    indent: int = 0
    marker: str = ""
    legal: bool = False
    filled: bool = False
    emitted: bool = False


class Emitter:
    """Gathers clauses, and the link definitions between them, while containers open and close."""

    def __init__(self) -> None:
        """Start with an empty document."""
        self.clauses: list[Clause] = []
        self.definitions: dict[str, Target] = {}
        self.labels: dict[str, str] = {}  # a definition's folded label -> as written
        self.stack: list[Container] = []

    def without_definitions(self, text: str) -> str:
        """Take the link definitions from the beginning of a paragraph; give the rest."""
        pos = 0
        while text.startswith("[", pos):
            label = read_label(text, pos)
            if label is None or not text.startswith(":", label[1]):
                break
            begin = label[1] + 1
            target = read_target(text, begin, definition=True)
            if target is None:
                break
            key = label_key(label[0])
            if key not in self.definitions:
                self.definitions[key], self.labels[key] = target, text[pos : target.end]
            pos = target.end
            while pos < len(text) and text[pos] in " \t\n":
                pos += 1
        return text[pos:]

    def _place(self) -> tuple[int, int, int]:
        """Give the depth of quotations around all lists, of lists, and of quotations inside the last list."""
        outer = lists = inner = 0
        for container in self.stack:
            if container.what == "quote":
                outer, inner = (outer, inner + 1) if lists else (outer + 1, inner)
            elif container.what == "item" and container.emitted:
                lists, inner = lists + 1, 0
            elif container.what == "item" and container is self.stack[-1]:
                inner = 0
        return outer, lists, inner

    def paragraph(self, text: str) -> None:
        """Emit a paragraph's words as what their place makes of them."""
        note = next((container for container in self.stack if container.what == "note"), None)
        outer, lists, inner = self._place()
        quote = ">" * outer
        last = self.stack[-1] if self.stack else None
        if note is not None:
            self.clauses.append(Clause(Kind.NOTE, 0, text, "" if note.emitted else note.marker))
            note.emitted = True
        elif last is not None and last.what == "item" and not last.emitted:
            last.emitted = True
            self.clauses.append(Clause(Kind.ITEM, lists + 1, text, _joined(quote, last.marker)))
        elif quote and not lists:
            self.clauses.append(Clause(Kind.QUOTE, 0, text, quote))
        elif inner and not quote:
            self.clauses.append(Clause(Kind.QUOTE, lists, text, ">" * inner))
        else:
            self.clauses.append(Clause(Kind.PARAGRAPH, lists, text, quote))

    def block(self, kind: Kind, text: str, marker: str) -> None:
        """Emit code or a row."""
        outer, lists, _ = self._place()
        if any(container.what == "note" for container in self.stack):
            outer = lists = 0
        self.clauses.append(Clause(kind, lists, text, _joined(">" * outer, marker)))

    def heading(self, level: int, text: str) -> None:
        """Emit a heading."""
        if not is_blank(text):
            outer = 0 if any(container.what == "note" for container in self.stack) else self._place()[0]
            self.clauses.append(Clause(Kind.HEADING, level, text, ">" * outer))

    def row(self, cells: list[str], marker: str = "") -> None:
        """Emit a row of a table; ``marker`` where it is the header."""
        text = row_text(cells)
        if text or marker:
            self.block(Kind.ROW, text, marker)


def _joined(quote: str, marker: str) -> str:
    return f"{quote} {marker}".strip()
