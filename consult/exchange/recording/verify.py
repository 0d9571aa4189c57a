#!/usr/bin/env python3
"""Check a record of a consultation offline: python3 verify.py [FOLDER or ZIP]. Needs nothing but Python 3.9 or newer.

Each file is the one the manifest names, every revision follows from the one before, texts are the ones their links were
made of, and no line of the log is missing. It ends with 0 if all of it holds, else 1.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def link(content: dict[str, Any]) -> str:
    """Return SHA-256 of JSON with sorted keys and no spaces."""
    return digest(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def fits(salt: Any, text: Any, commitment: str) -> bool:
    """Say whether a text is the one that was committed to: SHA-256 of its salt followed by it."""
    return isinstance(salt, str) and isinstance(text, str) and digest((salt + text).encode()) == commitment


class Folder:
    """The files of a record, in a folder or a zip."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path) if path.is_file() else None
        self.path = path

    def names(self) -> list[str]:
        files = (one for one in self.path.rglob("*") if one.is_file())
        return self.zip.namelist() if self.zip else [one.relative_to(self.path).as_posix() for one in files]

    def read(self, name: str) -> bytes:
        return self.zip.read(name) if self.zip else (self.path / name).read_bytes()


def check_manifest(folder: Folder, manifest: dict[str, Any], faults: list[str]) -> None:
    """The manifest fits its own seal (from format 2 on), and leaves none of the documents and revisions out."""
    sealed = {name: value for name, value in manifest.items() if name != "seal"}
    if (manifest["format"] > 1 or "seal" in manifest) and link(sealed) != manifest.get("seal"):
        faults.append("manifest.json: it was altered.")
    whole = json.loads(folder.read("consultation.json"))
    named, there = ([(one["slug"], one["title"]) for one in each["documents"]] for each in (manifest, whole))
    texts = {name for name in manifest["files"] if name.startswith("documents/") and name.endswith(".json")}
    counted = {name for one in manifest["documents"] for name in one["revisions"]}
    if named != there or texts != counted or manifest["consultation"] != whole["slug"]:
        faults.append("manifest.json: it does not name every document and revision that is there.")


def check_files(folder: Folder, named: dict[str, str], faults: list[str]) -> None:
    """Every file is there, none was altered, none was added."""
    names = folder.names()
    faults += [f"{name}: it stands in this zip twice." for name in sorted(set(names)) if names.count(name) > 1]
    there = set(names) - {MANIFEST}
    for name, promised in sorted(named.items()):
        if name not in there:
            faults.append(f"{name}: it is missing.")
        elif digest(folder.read(name)) != promised:
            faults.append(f"{name}: it was altered; it is not the file the manifest names.")
    faults += [f"{name}: it was added; the manifest does not name it." for name in sorted(there - set(named))]


def check_document(folder: Folder, document: dict[str, Any], faults: list[str], told: list[str]) -> None:
    """The revisions of a document form one chain, and their words are those the chain was made of."""
    previous, removed = None, set()
    for number, name in enumerate(document["revisions"], start=1):
        one, where = json.loads(folder.read(name)), f"{document['slug']}, revision {number}"
        if one["number"] != number or one["previous"] != previous or one["document"] != document["slug"]:
            faults.append(f"{where}: it does not follow from the revision before it.")
        content = {key: one[key] for key in ("document", "number", "at", "by", "previous")}
        content["summary"] = one["summary_commitment"]
        parts = ("key", "kind", "level", "marker", "scope", "commitment")
        content["clauses"] = [[clause[part] for part in parts] for clause in one["clauses"]]
        if link(content) != one["hash"]:
            faults.append(f"{where}: its seal does not fit what it holds.")
        if one["summary"] is None and one["summary_salt"] is None:
            told.append(f"{where}: its summary was removed on purpose.")
        elif not fits(one["summary_salt"], one["summary"], one["summary_commitment"]):
            faults.append(f"{where}: its summary was altered.")
        for clause in one["clauses"]:
            if clause["text"] is None and clause["salt"] is None:
                removed.add((clause["key"], clause["commitment"]))
            elif not fits(clause["salt"], clause["text"], clause["commitment"]):
                faults.append(f"{where}: the words of clause {clause['key']} were altered.")
        previous = one["hash"]
    told.append(f"{document['slug']}: {len(document['revisions'])} revisions. Newest seal: {previous or 'none'}")
    gone = "were removed on purpose; their place in the chain holds."
    told += [f"{document['slug']}: words of clause {key} {gone}" for key, _ in sorted(removed)]


def check_log(folder: Folder, faults: list[str], told: list[str]) -> None:
    """No line of the log is missing, and each that is open says what its link was made of."""
    previous, number, closed, erased = None, 0, 0, 0
    for number, text in enumerate(folder.read("audit.jsonl").decode().splitlines(), start=1):
        row = json.loads(text)
        if row["number"] != number or row["previous"] != previous:
            faults.append(f"The log, line {number}: it does not follow from the line before it.")
        previous = row["hash"]
        if row.get("sealed"):
            closed += 1
            continue
        content = {key: row[key] for key in ("chain", "number", "at", "action", "actor", "subject", "previous")}
        if link(content | {"detail": row["detail_commitment"]}) != row["hash"]:
            faults.append(f"The log, line {number}: what it says was altered.")
        if row["detail"] is None and row["salt"] is None:
            erased += 1
        elif not fits(row["salt"], row["detail"], row["detail_commitment"]):
            faults.append(f"The log, line {number}: its detail was altered.")
    told.append(f"The log: {number} lines. {closed} are closed: their place is checked, what they say is not given.")
    if erased:
        told.append(f"The log: the details of {erased} lines were erased on purpose.")


def main(arguments: list[str]) -> int:
    faults, told = list[str](), list[str]()
    try:
        folder = Folder(Path(arguments[0]) if arguments else Path(__file__).resolve().parent)
        manifest = json.loads(folder.read(MANIFEST))
        check_manifest(folder, manifest, faults)
        check_files(folder, manifest["files"], faults)
        for document in manifest["documents"]:
            check_document(folder, document, faults, told)
        check_log(folder, faults, told)
    except UNREADABLE as error:
        faults.append(f"This is no whole record, or a file in it cannot be read: {error!r}")
    print("\n".join(told))
    if faults:
        print("\n".join(["", "It does NOT hold:", *faults]))
        return 1
    print(f"\nIt holds: {len(manifest['files'])} files as the manifest names them, every chain whole.")
    print("Whoever can rewrite all of it can make new seals: compare the newest seals above with those on the site.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
