"""The zip proves itself without this site: whatever is altered in it is found, and named in plain words."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from consult.audit.models import AuditRow
from consult.documents.models import Wording
from consult.documents.queries import forget_texts
from consult.exchange.recording.facts import Edition
from consult.exchange.recording.making import Form
from consult.exchange.recording.zipping import VERIFY
from consult.extensions import db
from tests.exchange.recording.conftest import Records
from tests.make import now

DOCUMENT = "documents/getting-about"


@pytest.fixture
def unpacked(records: Records) -> Path:
    """Give a full record, unpacked."""
    return unpack(records.make(Edition.FULL, Form.ZIP)[1][Form.ZIP])


def unpack(path: Path) -> Path:
    """Unpack a zip beside itself."""
    with zipfile.ZipFile(path) as zipped:
        zipped.extractall(path.parent / "unpacked")
    return path.parent / "unpacked"


def check(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the script of a record, cut off from everything installed."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.parent)
    assert done.stderr == ""
    return done.returncode, done.stdout


def reseal(folder: Path) -> None:
    """Write the manifest anew, as somebody would who knows how it is made."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    write_manifest(folder, manifest)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest with its own seal."""
    held = {name: value for name, value in manifest.items() if name != "seal"}
    plain = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (folder / "manifest.json").write_text(json.dumps(held | {"seal": hashlib.sha256(plain.encode()).hexdigest()}))


def change_json(folder: Path, name: str, alter: Callable[[Any], None]) -> None:
    """Alter what a file of JSON holds."""
    held = json.loads((folder / name).read_text())
    alter(held)
    (folder / name).write_text(json.dumps(held))


def change_line(folder: Path, place: int, values: dict[str, object]) -> None:
    """Alter a line of the log that is open."""
    path = folder / "audit.jsonl"
    lines = [json.loads(one) for one in path.read_text().splitlines()]
    lines[place] |= values
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))


@pytest.mark.parametrize("edition", list(Edition))
def test_an_untouched_record_holds_unpacked_or_not(records: Records, edition: Edition) -> None:
    path = records.make(edition, Form.ZIP)[1][Form.ZIP]
    folder = unpack(path)
    for answer in (check(folder), check(folder, str(path))):
        assert answer[0] == 0, answer[1]
        assert "It holds:" in answer[1]
        assert "getting-about: 3 revisions. Newest seal: " in answer[1]


def test_every_file_that_is_altered_is_named(unpacked: Path) -> None:
    for path in sorted(one for one in unpacked.rglob("*") if one.is_file()):
        name, before = path.relative_to(unpacked).as_posix(), path.read_bytes()
        if name in ("verify.py", "manifest.json"):
            continue
        path.write_bytes(before + b" ")
        code, said = check(unpacked)
        path.write_bytes(before)
        assert code == 1, name
        assert f"{name}: it was altered; it is not the file the manifest names." in said


def test_a_file_that_is_missing_or_added_is_named(unpacked: Path) -> None:
    (unpacked / "more.csv").write_text("more")
    (unpacked / "fates.csv").unlink()
    code, said = check(unpacked)
    assert code == 1
    assert "more.csv: it was added; the manifest does not name it." in said
    assert "fates.csv: it is missing." in said


def test_any_letter_altered_in_the_manifest_is_found(unpacked: Path) -> None:
    path = unpacked / "manifest.json"
    before = path.read_bytes()
    for place in range(0, len(before), 97):
        path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
        assert check(unpacked)[0] == 1, before[place - 20 : place + 20]


def test_a_record_from_before_manifests_had_a_seal_still_holds(unpacked: Path) -> None:
    manifest = json.loads((unpacked / "manifest.json").read_text())
    del manifest["seal"]
    (unpacked / "manifest.json").write_text(json.dumps(manifest | {"format": 1}))
    assert check(unpacked)[0] == 0
    (unpacked / "manifest.json").write_text(json.dumps(manifest))
    assert "manifest.json: it was altered." in check(unpacked)[1]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_in_the_zip_twice_is_named_whichever_comes_first(records: Records) -> None:
    path = records.make(Edition.PUBLIC, Form.ZIP)[1][Form.ZIP]
    folder, doubled = unpack(path), path.with_name("doubled.zip")
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(doubled, "w") as out:
        out.writestr("contributions.csv", "False words.")
        for name in whole.namelist():
            out.writestr(name, whole.read(name))
    code, said = check(folder, str(doubled))
    assert (code, "contributions.csv: it stands in this zip twice." in said) == (1, True), said


@pytest.mark.parametrize(
    "alter",
    [
        lambda one: one["documents"].clear(),
        lambda one: one["documents"][0]["revisions"].pop(),
        lambda one: one["documents"][0].update(title="Another title"),
        lambda one: one.update(consultation="another"),
    ],
)
def test_a_manifest_that_leaves_a_document_or_revision_unchecked_is_found_even_with_a_new_seal(
    unpacked: Path, alter: Callable[[Any], None]
) -> None:
    manifest = json.loads((unpacked / "manifest.json").read_text())
    alter(manifest)
    write_manifest(unpacked, manifest)
    code, said = check(unpacked)
    assert (code, "manifest.json: " in said) == (1, True), said


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (lambda one: one["clauses"][2].update(text="Other words."), "revision 2: the words of clause "),
        (
            lambda one: one["clauses"][2].update(scope="fixed by law"),
            "revision 2: its seal does not fit what it holds.",
        ),
        (lambda one: one["clauses"].pop(), "revision 2: its seal does not fit what it holds."),
        (lambda one: one.update(summary="Another summary."), "revision 2: its summary was altered."),
        (lambda one: one.update(at="2020-01-01T00:00:00.000000Z"), "revision 2: its seal does not fit what it holds."),
        (lambda one: one.update(by="somebody"), "revision 2: its seal does not fit what it holds."),
        (lambda one: one.update(previous="0" * 64), "revision 2: it does not follow from the revision before it."),
        (lambda one: one.update(hash="0" * 64), "revision 3: it does not follow from the revision before it."),
    ],
)
def test_a_revision_that_was_altered_is_found_even_where_the_manifest_was_made_anew(
    unpacked: Path, alter: Callable[[Any], None], words: str
) -> None:
    change_json(unpacked, f"{DOCUMENT}/revision-2.json", alter)
    reseal(unpacked)
    code, said = check(unpacked)
    assert (code, words in said) == (1, True), said


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"actor": "somebody"}, "line 1: what it says was altered."),
        ({"at": "2020-01-01T00:00:00.000000Z"}, "line 1: what it says was altered."),
        ({"detail": "{}"}, "line 1: its detail was altered."),
        ({"number": 7}, "line 1: it does not follow from the line before it."),
        ({"hash": "0" * 64}, "line 2: it does not follow from the line before it."),
    ],
)
def test_a_line_of_the_log_that_was_altered_is_found(unpacked: Path, values: dict[str, object], words: str) -> None:
    change_line(unpacked, 0, values)
    reseal(unpacked)
    code, said = check(unpacked)
    assert (code, words in said) == (1, True), said


def test_a_line_taken_out_of_the_public_log_is_missed_though_nothing_it_says_is_given(records: Records) -> None:
    folder = unpack(records.make(Edition.PUBLIC, Form.ZIP)[1][Form.ZIP])
    lines = (folder / "audit.jsonl").read_text().splitlines(keepends=True)
    (folder / "audit.jsonl").write_text("".join(lines[:3] + lines[4:]))
    reseal(folder)
    code, said = check(folder)
    assert code == 1
    assert "The log, line 4: it does not follow from the line before it." in said


def test_what_cannot_be_read_is_said_in_words_and_not_as_a_traceback(unpacked: Path) -> None:
    (unpacked / "manifest.json").write_text("[")
    code, said = check(unpacked)
    assert (code, "This is no whole record" in said) == (1, True)
    assert check(unpacked, "nowhere")[0] == 1


def test_words_removed_on_purpose_are_told_as_removed_not_as_broken(records: Records) -> None:
    wording = db.session.scalars(select(Wording).where(Wording.text.contains("two working days"))).first()
    assert wording is not None
    gone = {"text": None, "salt": None, "lookup": None, "redacted_at": now(), "redacted_because": "Private matters."}
    db.session.execute(update(Wording).where(Wording.id == wording.id).values(**gone))
    row = db.session.scalars(select(AuditRow).order_by(AuditRow.number)).first()
    assert row is not None
    row.detail = row.salt = None
    db.session.commit()
    forget_texts()
    path = records.make(Edition.FULL, Form.ZIP)[1][Form.ZIP]
    code, said = check(unpack(path))
    assert code == 0, said
    assert "were removed on purpose; their place in the chain holds." in said
    assert "the details of 1 lines were erased on purpose." in said
    revision = json.loads((path.parent / "unpacked" / DOCUMENT / "revision-2.json").read_text())
    removed = next(one for one in revision["clauses"] if one["commitment"] == wording.commitment)
    assert (removed["text"], removed["salt"], removed["removed"]["reason"]) == (None, None, "Private matters.")


def test_the_same_facts_give_the_same_bytes(records: Records) -> None:
    first, second = (records.make(Edition.FULL, Form.ZIP)[1][Form.ZIP].read_bytes() for _ in range(2))
    assert first == second


def test_the_script_is_short_and_needs_the_standard_library_only() -> None:
    lines = VERIFY.read_text().splitlines()
    assert len(lines) < 150
    imported = {one.split()[1] for one in lines if one.startswith(("import ", "from "))} - {"__future__"}
    assert imported <= sys.stdlib_module_names
