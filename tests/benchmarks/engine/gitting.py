"""Git's own three-way merge, by line, by sentence or by word, as the rival."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

LINE = re.compile(r"(?!)")
SENTENCE = re.compile(r"(?<=[.!?])[ \n]+(?=[A-Z])")
WORD = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class GitMerge:
    """The three texts as files, each piece on a line of its own."""

    folder: Path

    @classmethod
    def of(cls, folder: Path, base: str, ours: str, theirs: str, pieces: re.Pattern[str] = LINE) -> GitMerge:
        """Write the files; line breaks within pieces are kept only where the pieces are lines."""
        for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
            (folder / name).write_text(_apart(text, pieces), encoding="utf-8", newline="")
        return cls(folder)

    def run(self) -> subprocess.CompletedProcess[bytes]:
        """Merge; the return code is the number of conflicts (at most 127)."""
        command = ["git", "merge-file", "-p", *(str(self.folder / name) for name in ("ours", "base", "theirs"))]
        return subprocess.run(command, capture_output=True, check=False)

    def merged(self) -> str | None:
        """Return the merged text, or None where it conflicts."""
        done = self.run()
        return None if done.returncode else done.stdout.decode("utf-8")


def _apart(text: str, pieces: re.Pattern[str]) -> str:
    return text if pieces is LINE else pieces.sub("\n", text)
