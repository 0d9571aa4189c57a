"""Origins of words over 500 revisions of a long text, beside `git blame`, which knows lines only."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from consult.core.blame import Origins, blame
from tests.benchmarks.engine.drafts import draft, history
from tests.benchmarks.engine.report import Row
from tests.benchmarks.engine.timing import child_time, in_turn, own_time

LETTERS, REVISIONS = 394_000, 500
ROUNDS = 5


def measure() -> Iterator[Row]:
    """Yield the rows."""
    texts = history(draft(LETTERS), REVISIONS)
    with tempfile.TemporaryDirectory() as name:
        _commit(Path(name), texts)
        rival = median(child_time(lambda: _git_blame(Path(name))) for _ in range(ROUNDS))
        yield from _rows(texts, rival, Path(name))


def _rows(texts: Sequence[str], rival: float, folder: Path) -> Iterator[Row]:
    step = Origins()
    costs = [own_time(partial(step.advance, _fresh(text), at)) for at, text in enumerate(texts)]
    ready = json.dumps([[span.end, span.index] for span in step.spans])
    size = f"{LETTERS // 1000} kB, {REVISIONS} revisions"
    served = median(own_time(lambda: json.loads(ready)) for _ in range(ROUNDS))
    note = "git blame by line, its start included"
    yield _row(f"{size}: reading the {len(step.spans)} stored spans", served, rival, 1 / 20, 1 / 100, note)
    yield _row("   one more revision, median of the last 50", median(costs[-50:]), rival, 1 / 50, 1 / 150, note)
    early, late = median(costs[75:125]), median(costs[375:425])
    yield _row("   one more revision, around the 400th and the 100th", late, early, 1.5, None, "the same, earlier")
    timed = in_turn(lambda: blame(texts), lambda: _git_blame(folder), rounds=ROUNDS)
    yield _row("   from nothing: seconds", timed.ours, timed.rival, 4, 2, note, timed.ratio)


def _row(
    what: str, ours: float, rival: float, must: float, triumph: float | None, note: str, ratio: float | None = None
) -> Row:
    ratio = ours / rival if ratio is None else ratio
    return Row(what=what, ours=ours, rival=rival, ratio=ratio, must=must, triumph=triumph, note=note)


def _fresh(text: str) -> str:
    """Return the text as it comes from outside: with nothing about it known from before."""
    return text.encode().decode()


def _commit(folder: Path, texts: Sequence[str]) -> None:
    """Commit every text to a new repository."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    stream = bytearray()
    for number, text in enumerate(texts):
        body = text.encode()
        stream += b"commit refs/heads/main\ncommitter a <a@example.org> %d +0000\ndata 1\n.\n" % (
            1_700_000_000 + number
        )
        stream += b"M 100644 inline text\ndata %d\n%s\n" % (len(body), body)
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=bytes(stream), check=True)
    subprocess.run(["git", "-C", str(folder), "gc", "-q"], check=True)


def _git_blame(folder: Path) -> None:
    command = ["git", "-C", str(folder), "blame", "--porcelain", "main", "--", "text"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
