"""Keep what was made until what it was made from changes: a small store in each process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Up to `room` things by name, each with the tag it was made under; the one used longest ago goes first."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._things: OrderedDict[Hashable, tuple[str, T]] = OrderedDict()
        self._lock = Lock()

    def newest(self, name: Hashable) -> T | None:
        """Return what is kept under `name`, whatever it was made from, or None: what is made anew may begin from it."""
        with self._lock:
            found = self._things.get(name)
        return None if found is None else found[1]

    def get(self, name: Hashable, tag: str, make: Callable[[], T]) -> T:
        """Return what is kept under `name` if it was made under `tag`, else make and keep it.

        >>> kept = Kept[int](2)
        >>> kept.get("a", "1", lambda: 1), kept.get("a", "1", lambda: 2), kept.get("a", "2", lambda: 3)
        (1, 1, 3)
        """
        with self._lock:
            found = self._things.get(name)
            if found is not None and found[0] == tag:
                self._things.move_to_end(name)
                return found[1]
        made = make()
        with self._lock:
            self._things[name] = (tag, made)
            self._things.move_to_end(name)
            while len(self._things) > self._room:
                self._things.popitem(last=False)
        return made
