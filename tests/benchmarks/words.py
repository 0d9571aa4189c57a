"""Words to fill a document with: like those of a specification, the same in every run."""

from __future__ import annotations

import random

# fmt: off
NOUNS = (
    "van", "driver", "garden", "ticket", "pantry", "carer", "school", "lane", "clinic", "library", "bench",
    "shelter", "kitchen", "phone", "meeting",
)
VERBS = (
    "opens", "carries", "answers", "waits", "helps", "costs", "repairs", "lends", "keeps", "shares", "visits",
    "books",
)
PLACES = (
    "Ashmere", "Mereside", "Pinder", "Highfield", "Lockgate", "Northway", "Saltbank", "Oldbridge",
)
# fmt: on


def sentence(chance: random.Random) -> str:
    """Make a sentence like those of a specification."""
    first, second = chance.choice(NOUNS), chance.choice(NOUNS)
    return (
        f"The {first} at {chance.choice(PLACES)} {chance.choice(VERBS)} for each {second} "
        f"within {chance.randint(2, 60)} days, and {chance.choice(VERBS)} no {chance.choice(NOUNS)} without notice."
    )


def write(chance: random.Random, clauses: int) -> str:
    """Make a document of so many clauses, with a heading before every ten."""
    parts = []
    for number in range(clauses):
        if number % 10 == 0:
            parts.append(f"## {number // 10 + 1}. {chance.choice(NOUNS).title()} and {chance.choice(NOUNS)}")
        else:
            parts.append(" ".join(sentence(chance) for _ in range(chance.randint(2, 4))))
    return "\n\n".join(parts) + "\n"
