"""Hash chains: proof that nothing published was altered afterwards.

A link is the SHA-256 of canonical JSON (UTF-8, sorted keys, no spaces, times as UTC with microseconds). What
people wrote freely enters only as a salted commitment, so that it can be erased and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime


def canonical(value: object) -> str:
    """Write `value` as canonical JSON.

    >>> canonical({"b": 1, "a": "é"})
    '{"a":"é","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment(at: datetime) -> str:
    """Write an aware time as UTC with microseconds.

    >>> moment(datetime(2026, 6, 30, 22, 59, tzinfo=UTC))
    '2026-06-30T22:59:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(content: Mapping[str, object]) -> str:
    """Return the hash of one link, as 64 hexadecimal digits.

    >>> link({"number": 1})[:12]
    '3d6a916e86ef'
    """
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def commitment(salt: str, text: str) -> str:
    """Commit to a text without showing it: SHA-256 of the random salt followed by the text.

    >>> commitment("salt", "words") == commitment("salt", "other words")
    False
    """
    return hashlib.sha256((salt + text).encode()).hexdigest()


ClauseLink = tuple[str, str, int, str, str, str]
"""key, kind, level, marker, scope, commitment of the wording"""


def revision_link(
    *,
    document: str,
    number: int,
    summary: str,
    at: datetime,
    by: str | None,
    clauses: Sequence[ClauseLink],
    previous: str | None,
) -> str:
    """Return a revision's hash; `summary` is the commitment of its summary, `by` a public id."""
    return link(
        {
            "document": document,
            "number": number,
            "summary": summary,
            "at": moment(at),
            "by": by,
            "clauses": [list(clause) for clause in clauses],
            "previous": previous,
        }
    )
