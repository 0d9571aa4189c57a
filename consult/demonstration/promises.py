"""Promises: made in the words of a revision, and what became of them."""

from __future__ import annotations

from datetime import datetime

from consult.answers.promises import service as promising
from consult.answers.promises.finding import find_source, name_of
from consult.answers.promises.models import PromiseState
from consult.answers.promises.service import Terms
from consult.demonstration.content import Entry, Folder
from consult.demonstration.house import House


def make(house: House, folder: Folder, said: Entry, now: datetime) -> None:
    """Make a promise of a sentence that reads like one, or else of the quoted words."""
    document, by = house.documents[folder.document["slug"]], house.people[said["promised"]["by"]]
    terms = Terms(words=said["words"], keeper=said["keeper"], officer=by.public_id, due_on=house.date(said["due"]))
    found = name_of(said["words"])
    known = find_source(document, found) is not None
    house.promises[said["words"]] = promising.make(
        document,
        terms,
        by=by,
        now=now,
        found=found if known else None,
        quote="" if known else said["quote"],
        references=[house.contributions[one].reference for one in said["answers"]],
    )


def settle(house: House, said: Entry, became: Entry, now: datetime) -> None:
    """Say what became of a promise."""
    promise, by = house.promises[said["words"]], house.people[became["by"]]
    if became["kept"] != PromiseState.CHANGED.value:
        promising.settle(promise, PromiseState(became["kept"]), became["says"], by=by, now=now)
        return
    terms = Terms(words=promise.words, keeper=promise.keeper, officer=by.public_id, due_on=house.date(became["due"]))
    promising.change(promise, terms, became["says"], by=by, now=now)
