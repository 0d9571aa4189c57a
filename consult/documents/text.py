"""A text as it stands in one save: clauses with keys, codes, scopes and words, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from consult.core.clauses import Clause as Words
from consult.core.clauses import Composed, Kind, compose_map
from consult.core.codes import codes
from consult.core.identity import Keyed
from consult.core.scopes import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class TextClause:
    """One clause of a text. `text` is its inline Markdown; a redacted one says so and `redacted` is true."""

    clause_id: int
    key: str
    kind: Kind
    level: int
    marker: str
    scope: Scope
    scope_reason: str
    wording_id: int
    text: str
    commitment: str
    redacted: bool = False

    @property
    def words(self) -> Words:
        """Return it as the engine knows clauses."""
        return Words(self.kind, self.level, self.text, self.marker)


@dataclass(frozen=True)
class Text:
    """All clauses of one save, immutable; what can be derived from them is derived once."""

    save_id: int
    save: str
    """The save's public id."""
    clauses: tuple[TextClause, ...]

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """The clauses as the engine knows them."""
        return tuple(clause.words for clause in self.clauses)

    @cached_property
    def keyed(self) -> tuple[Keyed, ...]:
        """The clauses with their keys, as the engine compares them."""
        return tuple(Keyed(clause.key, clause.words) for clause in self.clauses)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes people say aloud, clause by clause."""
        return codes(self.words)

    @cached_property
    def composed(self) -> Composed:
        """The document as one Markdown text, with the map between it and the clauses."""
        return compose_map(self.words)

    @property
    def markdown(self) -> str:
        """The document as Markdown."""
        return self.composed.text

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Key -> place in `clauses`."""
        return {clause.key: index for index, clause in enumerate(self.clauses)}

    @cached_property
    def keys(self) -> Mapping[int, str]:
        """Clause id -> key."""
        return {clause.clause_id: clause.key for clause in self.clauses}

    def find(self, key: str) -> TextClause | None:
        """Return the clause with this key, if it stands in this text."""
        index = self.positions.get(key)
        return None if index is None else self.clauses[index]

    def code(self, key: str) -> str:
        """Return the code of the clause with this key. Raises KeyError."""
        return self.codes[self.positions[key]]
