"""Files people upload: kept by their SHA-256 under UPLOADS, served as downloads only."""

from __future__ import annotations

import hashlib
from pathlib import Path


def keep(folder: Path, data: bytes) -> str:
    """Write `data` under `folder` by its SHA-256 and return that name; the same file twice is kept once."""
    name = hashlib.sha256(data).hexdigest()
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.rename(path)
    return name


def find(folder: Path, name: str) -> Path | None:
    """Return the file of this name, or None; anything but a SHA-256 is no name."""
    if len(name) != 64 or not all(letter in "0123456789abcdef" for letter in name):
        return None
    path = folder / name
    return path if path.is_file() else None
