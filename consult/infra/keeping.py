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
        self._making: dict[Hashable, Lock] = {}

    def newest(self, name: Hashable) -> T | None:
        """Return what is kept under `name`, whatever it was made from, or None: what is made anew may begin from it."""
        with self._lock:
            found = self._things.get(name)
        return None if found is None else found[1]

    def get(self, name: Hashable, tag: str, make: Callable[[], T]) -> T:
        """Return what is kept under `name` if it was made under `tag`, else make and keep it.

        Whoever asks while it is being made waits for it, so that a crowd does not make it as often as it is large.

        >>> kept = Kept[int](2)
        >>> kept.get("a", "1", lambda: 1), kept.get("a", "1", lambda: 2), kept.get("a", "2", lambda: 3)
        (1, 1, 3)
        """
        found = self._find(name, tag)
        if found is not None:
            return found[1]
        with self._lock:
            making = self._making.setdefault(name, Lock())
        with making:
            found = self._find(name, tag)
            if found is None:
                found = tag, make()
                self._keep(name, found)
        return found[1]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()

    def _find(self, name: Hashable, tag: str) -> tuple[str, T] | None:
        with self._lock:
            found = self._things.get(name)
            if found is None or found[0] != tag:
                return None
            self._things.move_to_end(name)
            return found

    def _keep(self, name: Hashable, made: tuple[str, T]) -> None:
        with self._lock:
            self._things[name] = made
            self._things.move_to_end(name)
            while len(self._things) > self._room:
                gone, _ = self._things.popitem(last=False)
                self._making.pop(gone, None)
