"""Origins kept by spans and indexes agree with origins kept letter by letter and looked up by looking everywhere.

The reference shares with the engine only which words two texts have in common (`same_runs` and `moved_runs`, which
have tests of their own); how origins are carried, remembered and given back it does afresh, in the slowest plain way.
"""

import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from consult.core.blame import Origins as OriginsOfWords
from consult.core.moves import moved_runs
from consult.core.runs import Gap, Run, gaps, same_runs
from tests.core.data_folder import real_data

Origins = list[int | None]
Piece = tuple[int, Origins]
"""Where in the new text letters with known origins stand."""


@dataclass(frozen=True)
class Gone:
    """Words once taken out, with their origins and what stood around them."""

    words: str
    origins: Origins
    around: tuple[str, str, str]
    fours: frozenset[tuple[str, ...]]


def fours(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + 4]) for at in range(len(words) - 3)]


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    before, after = text[max(0, start - 200) : start].split(), text[end : end + 200].split()
    return " ".join(before[-2:]), " ".join(text[start:end].split()), " ".join(after[:2])


def letter_by_letter(texts: list[str]) -> Iterator[Origins]:
    """Yield, for each text in turn, the number of the text that had each of its letters first."""
    before, origins = "", Origins()
    known: dict[str, Origins] = {}
    gone: list[Gone] = []
    for number, text in enumerate(texts):
        runs = same_runs(before, text)
        holes = list(gaps(runs, len(before), len(text)))
        if text not in known:
            pieces = [carried(origins, run) for run in [*runs, *moved_runs(before, text, runs)]]
            for hole in holes:
                pieces.extend(brought_back(text, hole, gone))
            known[text] = filled(text, pieces, number)
        gone.extend(taken_out(before, origins, hole) for hole in holes if before[hole.old : hole.old_end].strip())
        before, origins = text, known[text]
        yield origins


def taken_out(text: str, origins: Origins, hole: Gap) -> Gone:
    words = text[hole.old : hole.old_end]
    here = around(text, hole.old, hole.old_end)
    return Gone(words, origins[hole.old : hole.old_end], here, frozenset(fours(words.split())))


def carried(origins: Origins, run: Run) -> Piece:
    return run.new, origins[run.old : run.old + run.size]


def brought_back(text: str, hole: Gap, gone: list[Gone]) -> Iterator[Piece]:
    come = text[hole.new : hole.new_end]
    here = around(text, hole.new, hole.new_end)
    same_place = [one for one in gone if one.around == here]
    if come and same_place and len(same_place[-1].words) == len(come):
        yield hole.new, same_place[-1].origins
        return
    for old in most_alike(come.split(), gone):
        for run in same_runs(old.words, come):
            if len(come[run.new : run.new + run.size].split()) >= 4:
                start, origins = carried(old.origins, run)
                yield hole.new + start, origins


def most_alike(words: list[str], gone: list[Gone]) -> list[Gone]:
    """Return the three passages that share most runs of four words; of several with one run the latest has it."""
    votes: Counter[int] = Counter()
    for four in fours(words):
        holders = [number for number, one in enumerate(gone) if four in one.fours]
        votes.update(holders[-1:])
    return [gone[number] for number, _ in votes.most_common(3)]


def filled(text: str, pieces: list[Piece], number: int) -> Origins:
    """Let earlier and then longer pieces win; white space goes with what is before it, the rest is new."""
    out: Origins = [None] * len(text)
    for start, origins in sorted(runs_of_one_origin(pieces), key=lambda piece: (piece[0], -len(piece[1]))):
        for at, origin in enumerate(origins, start):
            out[at] = origin if out[at] is None else out[at]
    for start, end in empty_stretches(out):
        blank = text[start:end].isspace()
        origin = out[start - 1] if start else out[end] if end < len(out) else number
        out[start:end] = [origin if blank else number] * (end - start)
    return out


def runs_of_one_origin(pieces: list[Piece]) -> Iterator[Piece]:
    for start, origins in pieces:
        at = 0
        while at < len(origins):
            size = next((n for n in range(at, len(origins)) if origins[n] != origins[at]), len(origins)) - at
            yield start + at, origins[at : at + size]
            at += size


def empty_stretches(origins: Origins) -> list[tuple[int, int]]:
    stretches, at = [], 0
    while at < len(origins):
        if origins[at] is None:
            end = next((n for n in range(at, len(origins)) if origins[n] is not None), len(origins))
            stretches.append((at, end))
            at = end
        at += 1
    return stretches


def step_by_step(texts: list[str]) -> Iterator[Origins]:
    step = OriginsOfWords()
    for number, text in enumerate(texts):
        step.advance(text, number)
        yield [span.index for span in step.spans for _ in range(span.start, span.end)]


VOCABULARY = "the panel meets on monday and fares are five pounds in all. - [x] first second"
WORDS = st.sampled_from([*VOCABULARY.split(), "\n\n"])
PROSE = st.lists(WORDS, max_size=20).map(" ".join)


@st.composite
def histories(draw: st.DrawFn) -> list[str]:
    """Draw a text and what becomes of it: words put in, taken out, moved, and old texts that return."""
    texts = [draw(PROSE)]
    for _ in range(draw(st.integers(1, 6))):
        words = draw(st.sampled_from(texts)).split(" ")
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(words)))
            end = draw(st.integers(start, min(len(words), start + 6)))
            cut, words = words[start:end], words[:start] + words[end:]
            put_in = draw(st.one_of(st.just(cut), st.lists(WORDS, max_size=6)))
            at = draw(st.integers(0, len(words)))
            words = words[:at] + put_in + words[at:]
        texts.append(" ".join(words))
    return texts


@settings(max_examples=200)
@given(histories())
@example(["one two three four five\n\nsix seven eight nine ten", "six seven eight nine ten\n\none two three four five"])
@example(["a b c d e f g", "a g", "x a b c d e g", "a b c d e f g"])
def test_random_histories_have_the_origins_of_the_reference(texts: list[str]) -> None:
    for number, (ours, plain) in enumerate(zip(step_by_step(texts), letter_by_letter(texts), strict=True)):
        assert ours == plain, f"text {number}"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gds-way-source-code", "pep-0001", "project-open-data-policy", "quic-qpack"])
def test_every_revision_of_a_real_history_has_the_origins_of_the_reference(name: str) -> None:
    with tarfile.open(real_data("revisions", f"{name}.tar.xz")) as files:
        members = sorted((one for one in files.getmembers() if one.isfile()), key=lambda one: one.name)
        texts = [held.read().decode("utf-8") for one in members if (held := files.extractfile(one))]
    assert len(texts) > 30
    for number, (ours, plain) in enumerate(zip(step_by_step(texts), letter_by_letter(texts), strict=True)):
        assert ours == plain, f"revision {number + 1}"
