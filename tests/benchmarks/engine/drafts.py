"""Long drafts made of real texts, and what becomes of them: edits of sentences, the same in every run."""

from __future__ import annotations

import random
import re
from functools import cache

from tests.core.data_folder import real_data
from tests.core.real_texts import HISTORIES, revisions

SEED = 20_261_125
FOREIGN = 0.2
"""Where the real texts do not suffice they come again, with so many of their words exchanged."""

_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+\s*")


@cache
def real_text() -> str:
    """Return the real specifications and the last revision of each history, one after the other."""
    paths = [path for path in sorted(real_data("specs").rglob("*.*")) if path.suffix in (".md", ".erb")]
    specs = [path.read_text(encoding="utf-8") for path in paths if "history" not in str(path)]
    return "\n\n".join([*specs, *(list(revisions(name).values())[-1] for name in HISTORIES)])


@cache
def draft(letters: int) -> str:
    """Return a text of about that many code points, in whole lines."""
    chance, real = random.Random(SEED), real_text()
    words = real.split()
    text = real
    while len(text) < letters:
        text += re.sub(r"\S+", lambda word: chance.choice(words) if chance.random() < FOREIGN else word[0], real)
    return text[: text.index("\n", letters - 1000) + 1]


def edited(text: str, share: float, seed: int = SEED) -> str:
    """Edit that share of the sentences: reword most, put some in, take some out, move some elsewhere."""
    chance = random.Random(seed)
    sentences = _SENTENCE.findall(text)
    words = text.split()
    for at in sorted(chance.sample(range(len(sentences)), int(len(sentences) * share)), reverse=True):
        _edit(sentences, at, words, chance)
    return "".join(sentences)


def history(text: str, count: int, edits: int = 3) -> list[str]:
    """Return a text and what becomes of it, a few sentences edited from each revision to the next."""
    chance = random.Random(SEED)
    sentences, words = _SENTENCE.findall(text), text.split()
    texts = ["".join(sentences)]
    while len(texts) < count:
        for _ in range(edits):
            _edit(sentences, chance.randrange(len(sentences)), words, chance)
        texts.append("".join(sentences))
    return texts


def _edit(sentences: list[str], at: int, words: list[str], chance: random.Random) -> None:
    kind = chance.random()
    if kind < 0.7:
        parts = re.split(r"(\s+)", sentences[at])
        for _ in range(chance.randint(1, 3)):
            parts[2 * chance.randrange((len(parts) + 1) // 2)] = chance.choice(words)
        sentences[at] = "".join(parts)
    elif kind < 0.82:
        sentences.insert(at, " ".join(chance.choices(words, k=chance.randint(4, 15))) + ". ")
    elif kind < 0.94:
        del sentences[at]
    else:
        sentences.insert(chance.randrange(len(sentences)), sentences.pop(at))
