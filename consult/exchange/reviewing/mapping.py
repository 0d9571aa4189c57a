"""From the changes of an edited file to changes of clauses; what finds no clause is listed with its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from consult.contributions.suggesting import MOST_CHANGES
from consult.core.clauses import Kind
from consult.core.marks import row_text
from consult.core.merge import Merged, merge
from consult.documents.text import Text, TextClause
from consult.exchange.exporting.word.atoms import row_cells
from consult.exchange.reviewing.blocks import Block, Group, blocks_of, match
from consult.exchange.reviewing.matching import LONGEST, Clauses
from consult.exchange.reviewing.outcome import Change, Left, shortened
from consult.exchange.reviewing.paragraphs import Edited, Mark, Paragraph, count
from consult.exchange.reviewing.wording import (
    Wanted,
    cell_of,
    clause_reworded,
    folded,
    fresh,
    row_reworded,
    wanted_of,
)

NOT_FOUND = "We could not find the words this changes in the text"
NO_PLACE = "We could not tell where in the text these new words go"
NO_EFFECT = "It changes no words: only how they look or where lines end, or it was taken back again"
COLLIDES = "The words stand differently in the text now, so this change does not fit"
TOO_FAR = "It changes the words in a way that we cannot keep"
ELSEWHERE = "It stands where we do not read, such as a drawing"
TOO_MANY = f"More than {MOST_CHANGES} clauses in one suggestion: send the rest in a second file"
UNTRACKED = "New words that were typed while changes were not tracked"
MISSING = "A clause that is not in the file, though nothing says that it was taken out"


class Mapper:
    """Map one file onto one revision."""

    def __init__(self, edited: Edited, text: Text, *, is_ours: bool) -> None:
        """`is_ours`: the file says that it was made from this very revision."""
        self.clauses = Clauses(text)
        self.blocks = blocks_of(edited.items)
        self.changes: list[Change] = []
        self.left: list[Left] = []
        self._is_ours = is_ours
        self._anchor: str | None = None
        self._anchored = is_ours
        self._drop_codes(edited, frozenset(text.codes))
        match(self.blocks, self.clauses)
        for block in self.blocks:
            self._block(block)
        self._leave(ELSEWHERE, edited.loose)
        if is_ours:
            for clause in self.clauses.missing:
                self.left.append(Left(why=MISSING, words=shortened(self.clauses.words(clause.key))))

    @staticmethod
    def _drop_codes(edited: Edited, codes: frozenset[str]) -> None:
        """Take the code off a paragraph that was moved or copied with it."""
        for item in edited.items:
            for paragraph in [item] if isinstance(item, Paragraph) else item.paragraphs:
                if any(span.is_label for span in paragraph.spans):
                    paragraph.spans = [
                        span for span in paragraph.spans if not (span.is_label and span.text.strip() in codes)
                    ]

    @property
    def found_any(self) -> bool:
        """Whether any clause was found at all."""
        return any(group.match for block in self.blocks for group in block.groups)

    def _block(self, block: Block) -> None:
        made, why = self._row(block) if block.row is not None else self._text(block)
        marks = block.marks
        if len(self.changes) + len(made) > MOST_CHANGES:
            made, why = [], TOO_MANY
        if made:
            insertions, deletions = count(marks)
            names = ", ".join(sorted({mark.name for mark in marks if mark.name}))[:200]
            made[0] = replace(made[0], insertions=insertions, deletions=deletions)
            self.changes += [replace(one, names=names) for one in made]
        elif marks:
            self._leave(why or NO_EFFECT, marks)
        elif why in (TOO_FAR, TOO_MANY):
            words = " ".join(paragraph.after for paragraph in block.paragraphs)
            self.left.append(Left(why=why, words=shortened(words)))

    def _leave(self, why: str, marks: Sequence[Mark]) -> None:
        for mark in marks:
            said = "put in" if mark.sort == "insertion" else "taken out"
            words = f"{said}: {shortened(mark.words)}" if mark.words else f"{said}: a line’s end or another mark"
            insertions, deletions = count([mark])
            self.left.append(Left(why=why, words=words, insertions=insertions, deletions=deletions))

    def _text(self, block: Block) -> tuple[list[Change], str]:
        """Return what a block of paragraphs changes, and why it changes nothing."""
        homes = block.homes()
        made: list[Change] = []
        why = ""
        stands_before = (self._anchor, self._anchored)
        for group in block.groups:
            if group.match is None:
                why = NOT_FOUND
                self._unmatched(group, has_marks=bool(block.marks))
                continue
            self._anchor, self._anchored = group.match.clause.key, True
            place = next((at for at, home in enumerate(homes) if home is group), None)
            if place is None and None in homes:  # all its words were replaced
                place = homes.index(None)
                homes[place] = group
            after = None if place is None else block.afters[place]
            change, reason = self._change(group, after, has_marks=bool(block.marks))
            made += [change] if change else []
            why = reason or why
        more, reason = self._added(block, homes, stands_before)
        return made + more, why or reason

    def _unmatched(self, group: Group, *, has_marks: bool) -> None:
        self._anchored = False
        is_beside = any(paragraph.is_beside for paragraph in group.paragraphs)
        if self._is_ours and not has_marks and not is_beside:
            self.left.append(Left(why=UNTRACKED, words=shortened(group.before)))

    def _change(self, group: Group, after: list[Paragraph] | None, *, has_marks: bool) -> tuple[Change | None, str]:
        """Return what becomes of one clause, or why nothing does."""
        found = group.match
        if found is None:
            return None, NOT_FOUND
        clause, is_named = found.clause, found.by_name and self._is_ours
        if not has_marks and (found.is_exact or not is_named):
            return None, ""
        if after is None:
            return Change(op="remove", key=clause.key), ""
        wanted = wanted_of(after)
        if not found.is_exact and not is_named:
            merged = merge(folded(group.before), self.clauses.words(clause.key), folded(wanted.text))
            if not isinstance(merged, Merged):
                return None, COLLIDES
            wanted = Wanted(merged.text, ())
        if folded(wanted.text) == self.clauses.words(clause.key):
            return None, ""
        text = clause_reworded(clause.words, wanted) if len(wanted.text) <= LONGEST else None
        if text is None or len(text) > LONGEST:
            return None, TOO_FAR
        return Change(op="reword", key=clause.key, text=text, untracked=not found.is_exact), ""

    def _added(
        self, block: Block, homes: Sequence[Group | None], before: tuple[str | None, bool]
    ) -> tuple[list[Change], str]:
        """Return new clauses, in order, each after the clause that stands before it."""
        made: list[Change] = []
        met: set[int] = set()
        (key, is_known), number, why = before, 0, ""
        for after, home in zip(block.afters, homes, strict=True):
            if home is not None and id(home) not in met:
                met.add(id(home))
                key, is_known, number = home.match.clause.key if home.match else None, home.match is not None, 0
            elif home is None or is_known:  # new, or the further part of a clause that was split
                number += 1
                if not is_known:
                    why = NO_PLACE
                elif len(wanted_of(after).text) > LONGEST:
                    why = TOO_FAR
                else:
                    made.append(self._new(after, key, number))
        return made, why

    def _beside(self) -> TextClause | None:
        return self.clauses.text.find(self._anchor) if self._anchor else None

    def _new(self, after: list[Paragraph], key: str | None, number: int) -> Change:
        wanted, last = wanted_of(after), after[-1]
        beside = self.clauses.text.find(key) if key else None
        kind, level, marker = Kind.PARAGRAPH, 0, ""
        if last.heading:
            kind, level = Kind.HEADING, min(last.heading, 6)
        elif last.is_point:
            is_point = beside is not None and beside.kind is Kind.ITEM
            kind, level = Kind.ITEM, beside.level if beside and is_point else 1
            marker = marker_after(beside.marker, number) if beside and is_point else "-"
        text = fresh(wanted)
        if kind is Kind.HEADING:
            text = folded(text.replace("\\\n", " "))
        return Change(op="add", key=key, text=text, kind=kind.value, level=level, marker=marker)

    def _row(self, block: Block) -> tuple[list[Change], str]:
        row = block.row
        if row is None or (row.is_in and row.is_out):
            return [], ""
        wanted = [cell_of(cell) for cell in row.cells]
        if row.is_in:
            beside = self._beside()
            if not self._anchored or beside is None or beside.kind is not Kind.ROW:
                return [], NO_PLACE
            text = row_text([fresh(cell, in_row=True) for cell in wanted])
            return [Change(op="add", key=beside.key, text=text, kind="row", level=beside.level)], ""
        group = block.groups[0]
        if group.match is None:
            if group.before.strip(" |"):
                self._unmatched(group, has_marks=bool(block.marks))
            return [], NOT_FOUND
        clause = group.match.clause
        self._anchor, self._anchored = clause.key, True
        return self._row_changed(block, clause, wanted)

    def _row_changed(self, block: Block, clause: TextClause, wanted: list[Wanted]) -> tuple[list[Change], str]:
        found = block.groups[0].match
        is_exact = found is not None and found.is_exact
        is_named = found is not None and found.by_name and self._is_ours
        if not block.marks and (is_exact or not is_named):
            return [], ""
        if (block.row and block.row.is_out) or not any(cell.text for cell in wanted):
            return [Change(op="remove", key=clause.key)], ""
        if not is_exact and not is_named:
            return [], COLLIDES
        if clause.kind is not Kind.ROW:
            return [], TOO_FAR
        text = row_reworded(clause.words, row_cells(clause.text), wanted)
        if text is None or len(text) > LONGEST:
            return [], TOO_FAR
        same = row_text(row_cells(clause.text)) == text
        return ([], "") if same else ([Change(op="reword", key=clause.key, text=text, untracked=not is_exact)], "")


_COUNTED = re.compile(r"(\W*)(\d{1,6}|[a-zA-Z])(\W*)$")


def marker_after(marker: str, steps: int) -> str:
    """Return the sign of a point some steps on; signs that do not count stay.

    >>> marker_after("(b)", 1), marker_after("3.", 2), marker_after("-", 1), marker_after("(z)", 1)
    ('(c)', '5.', '-', '(z)')
    """
    found = _COUNTED.match(marker)
    if found is None:
        return marker
    core = found[2]
    if core.isdigit():
        return f"{found[1]}{int(core) + steps}{found[3]}"
    later = chr(ord(core) + steps)
    return f"{found[1]}{later}{found[3]}" if later.isalpha() and later.isascii() else marker


def paragraphs_of(blocks: Iterable[Block]) -> list[tuple[Paragraph, TextClause | None]]:
    """Return every paragraph of a file in order, with the clause it belongs to."""
    found: list[tuple[Paragraph, TextClause | None]] = []
    for block in blocks:
        owners = {id(one): group.match for group in block.groups for one in group.paragraphs}
        for paragraph in block.paragraphs:
            matched = owners.get(id(paragraph))
            found.append((paragraph, matched.clause if matched else None))
    return found
