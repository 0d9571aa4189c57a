"""The record as a zip: everything as JSON, CSV and Markdown, with a manifest and the script that checks it offline.

The same facts give the same bytes: the files stand in a fixed order and bear no time of making.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from consult.core.chain import link
from consult.exchange.recording import tables
from consult.exchange.recording.facts import Fact, Facts, PublishedText, RecordedDocument, line
from consult.exchange.recording.finding import Finding
from consult.exchange.recording.principles import find
from consult.exchange.recording.readme import principles_md, readme

FORMAT = 2
FIXED = (1980, 1, 1, 0, 0, 0)
PIECE = 1 << 16
VERIFY = Path(__file__).with_name("verify.py")


class Member(NamedTuple):
    """A file of the zip, and the pieces it is made of."""

    name: str
    pieces: Iterable[bytes]


def write_zip(facts: Facts, path: Path, say: Callable[[], None] = lambda: None) -> None:
    """Write the record; `say` is called after each file, to tell how far it is or to stop."""
    sums: dict[str, str] = {}
    with ZipFile(path, "w", ZIP_DEFLATED) as zipped:
        for member in _members(facts, path.parent):
            sums[member.name] = _write(zipped, member)
            say()
        manifest: Fact = {
            "format": FORMAT,
            "edition": facts.edition.value,
            "site": facts.site,
            "consultation": facts.consultation["slug"],
            "documents": [
                {
                    "slug": one.slug,
                    "title": one.title,
                    "revisions": [_name(one, each, "json") for each in one.revisions],
                }
                for one in facts.documents
            ],
            "files": dict(sorted(sums.items())),
        }
        _write(zipped, Member("manifest.json", [_json(manifest | {"seal": link(manifest)})]))


def _write(zipped: ZipFile, member: Member) -> str:
    """Write one file and return its SHA-256."""
    info = ZipInfo(member.name, FIXED)
    info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
    found = hashlib.sha256()
    with zipped.open(info, "w", force_zip64=True) as out:
        for piece in member.pieces:
            found.update(piece)
            out.write(piece)
    return found.hexdigest()


def _members(facts: Facts, folder: Path) -> Iterator[Member]:
    findings = find(facts)
    yield Member("README.md", [readme(facts).encode()])
    yield Member("verify.py", [VERIFY.read_bytes()])
    yield Member("principles.md", [principles_md(findings).encode()])
    yield Member("principles.json", [_json([_finding(one) for one in findings])])
    yield Member("consultation.json", [_json(_consultation(facts))])
    for document in facts.documents:
        yield Member(f"documents/{document.slug}/changes.csv", tables.facts_table(document.changes))
        for one in document.revisions:
            yield from _revision(document, one)
    yield Member("contributions.jsonl", (line(one).encode() for one in facts.said()))
    for name, (head, rows) in _tables(facts).items():
        yield Member(f"{name}.csv", tables.csv_lines(head, rows()))
    yield Member("record.xlsx", _workbook(facts, folder / "record.xlsx"))
    yield Member("stages.csv", tables.facts_table(facts.stages))
    yield Member("timetable.csv", tables.facts_table(facts.timetable))
    yield Member("promises.csv", tables.facts_table(facts.promises))
    yield Member("notices.csv", tables.facts_table(facts.notices))
    yield Member("challenges.json", [_json(facts.challenges)])
    yield Member("minority_notes.json", [_json(facts.notes)])
    yield Member("audit.jsonl", (line(one).encode() for one in facts.log()))


def _consultation(facts: Facts) -> Fact:
    return facts.consultation | {
        "documents": [{"slug": one.slug, "title": one.title, "kind": one.kind} for one in facts.documents],
        "invited": facts.invited,
        "papers": facts.papers,
        "stages": facts.stages,
        "timetable": facts.timetable,
        "asked_again": facts.asking_again,
        "contributions_by_status": dict(sorted(facts.apart.items())),
        "reports_and_rulings": dict(sorted(facts.reports.items())),
    }


def _name(document: RecordedDocument, one: PublishedText, ending: str) -> str:
    return f"documents/{document.slug}/revision-{one.facts['number']}.{ending}"


def _revision(document: RecordedDocument, one: PublishedText) -> Iterator[Member]:
    clauses = [_clause(one, place) for place in range(len(one.text.clauses))]
    yield Member(_name(document, one, "json"), [_json(one.facts | {"clauses": clauses})])
    yield Member(_name(document, one, "md"), [one.text.markdown.encode()])
    yield Member(_name(document, one, "csv"), tables.facts_table([_plain(clause) for clause in clauses]))


def _clause(one: PublishedText, place: int) -> Fact:
    clause = one.text.clauses[place]
    return {
        "key": clause.key,
        "code": one.text.codes[place],
        "kind": clause.kind.value,
        "level": clause.level,
        "marker": clause.marker,
        "scope": clause.scope.value,
        "scope_reason": clause.scope_reason,
        "text": None if clause.redacted else clause.text,
        "salt": one.salts[clause.wording_id],
        "commitment": clause.commitment,
        "removed": one.removed.get(clause.wording_id),
    }


def _plain(clause: Fact) -> Fact:
    """Return a clause as a row of a table: without what only proves it."""
    removed = clause["removed"]
    words = f"words removed on {removed['at']}: {removed['reason']}" if removed else clause["text"]
    return {name: clause[name] for name in ("code", "key", "kind", "level", "scope", "scope_reason")} | {"words": words}


Rows = Callable[[], Iterator[tables.Row]]


def _tables(facts: Facts) -> dict[str, tuple[tables.Row, Rows]]:
    """Return the tables of what people said, by name: each reads the spool anew."""

    def each(rows: Callable[[Fact], Iterator[tables.Row]]) -> Rows:
        return lambda: (row for one in facts.said() for row in rows(one))

    full = facts.is_full
    head = (*tables.SAID, *tables.SAID_FULL) if full else tables.SAID
    found: dict[str, tuple[tables.Row, Rows]] = {
        "contributions": (head, lambda: (tables.said_row(one, full=full) for one in facts.said())),
        "fates": (tables.FATES, each(tables.fate_rows)),
        "incorporations": (tables.CAUSED, each(tables.caused_rows)),
        "placements": (tables.PLACES, each(tables.place_rows)),
    }
    return found | ({"reads": (tables.READS, each(tables.read_rows))} if full else {})


def _workbook(facts: Facts, path: Path) -> Iterator[bytes]:
    book = tables.Workbook(path)
    for name, (head, rows) in _tables(facts).items():
        book.sheet(name, head, rows())
    book.close()
    with path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")
    path.unlink()


def _finding(one: Finding) -> Fact:
    return {"name": one.name, "asks": one.asks, "evidence": one.evidence, "gaps": one.gaps}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
