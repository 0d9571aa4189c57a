"""Files people upload: kept by their SHA-256 under UPLOADS, served as downloads only."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from pathlib import Path

LONGEST_NAME = 150


def plain_name(given: str | None) -> str:
    """Return a file's own name: no folders, nothing that cannot be seen, and its end where it is long.

    A line break would end a header, a NUL is refused by PostgreSQL, and a mark of direction hides what a file is.

    >>> plain_name("C:\\\\sums\\\\2026.csv"), plain_name("../a\\r\\nb.txt"), plain_name(None)
    ('2026.csv', 'ab.txt', 'file')
    """
    last = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-LONGEST_NAME:] or "file"


def keep(folder: Path, data: bytes) -> str:
    """Write `data` under `folder` by its SHA-256 and return that name; the same file twice is kept once."""
    name = hashlib.sha256(data).hexdigest()
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{name}.{secrets.token_hex(4)}.part"  # two people may send one file at one moment
        part.write_bytes(data)
        part.rename(path)
    return name


def keep_file(folder: Path, path: Path) -> str:
    """Move a file under `folder` by its SHA-256 and return that name, without reading it whole."""
    with path.open("rb") as file:
        name = hashlib.file_digest(file, "sha256").hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.{secrets.token_hex(4)}.part"
    shutil.move(path, part)
    part.rename(folder / name)
    return name


def find(folder: Path, name: str) -> Path | None:
    """Return the file of this name, or None; anything but a SHA-256 is no name."""
    if len(name) != 64 or not all(letter in "0123456789abcdef" for letter in name):
        return None
    path = folder / name
    return path if path.is_file() else None
