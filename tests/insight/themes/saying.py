"""Invented things people say about three matters, enough to learn from."""

from __future__ import annotations

from itertools import product

from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.extensions import db
from tests.make import make_comment

PEOPLE = ("My mother", "Our neighbour", "The whole street", "Everyone in the village", "A friend of mine", "My son")
MATTERS = {
    "Buses": (
        "{} waits an hour for the bus, and on Sundays no bus comes at all.",
        "{} missed the last bus home again because the timetable changed.",
    ),
    "Toilets": (
        "{} found the public toilets locked and had to go home early.",
        "{} says the toilets in the park are dirty and have no soap.",
    ),
    "Forms": (
        "{} could not fill in the form, it asks the same questions twice.",
        "{} gave up on the online form, the paper one was shorter and clearer.",
    ),
}


def say_all(document: Document, people: int = 6) -> dict[str, list[Contribution]]:
    """Have people speak about each matter, in turn; return what was said by matter."""
    said: dict[str, list[Contribution]] = {name: [] for name in MATTERS}
    for who, half in product(PEOPLE[:people], range(2)):
        for name, sentences in MATTERS.items():
            said[name].append(make_comment(document, sentences[half].format(who)))
    db.session.commit()
    return said
