"""Reasons kept in the library, and what authors said of the answers they got."""

from __future__ import annotations

from datetime import datetime

from consult.answers.reasons import service as library
from consult.answers.replies import service as replying
from consult.answers.replies.models import Way
from consult.demonstration.content import Entry, Folder, Unplayable
from consult.demonstration.house import House


def keep(house: House, folder: Folder, said: Entry, now: datetime) -> None:
    """Keep a reason in the library."""
    consultation = house.consultations[folder.about["slug"]]
    everywhere = said.get("everywhere", False)
    library.add(consultation, said["name"], said["text"], everywhere=everywhere, by=house.people[said["by"]], now=now)


def reply(house: House, said: Entry, word: Entry, now: datetime) -> None:
    """Say, as the author, whether the newest answer is what was meant."""
    entry = replying.find_newest(house.contributions[said["id"]])
    if entry is None:
        raise Unplayable(f"{said['id']} has no answer to speak of")
    by = house.people[said["by"]]
    replying.reply(entry, word["meant"], word.get("words", ""), way=Way.MAIL, now=now, by=by)
