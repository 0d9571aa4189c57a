"""The coding frame staff settled, with the contributions each of them linked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from consult.demonstration.content import Entry, Folder, Unplayable, read
from consult.demonstration.house import House
from consult.insight.themes import frame, linking


def list_themes(folder: Folder) -> Sequence[Entry]:
    """List the themes of a consultation, if the content tells of any."""
    path = folder.path / "themes.yaml"
    found: Sequence[Entry] = read(path)["themes"] if path.exists() else ()
    return found


def settle(house: House, folder: Folder, entry: Entry, now: datetime) -> None:
    """Add a theme to the frame, and link what carries it. Raises Unplayable for what was not said by then."""
    by = house.people[entry["by"]]
    theme = frame.add(house.consultations[folder.about["slug"]], entry["name"], entry["description"], by=by, now=now)
    unsaid = [one for one in entry["carries"] if one not in house.contributions]
    if unsaid:
        raise Unplayable(f"nobody has said {', '.join(unsaid)} yet")
    linking.link([house.contributions[one].id for one in entry["carries"]], theme, by=by, now=now)
