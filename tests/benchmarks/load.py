"""A small load client: a few connections kept open, one request after the other on each, no threads."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

CONNECTIONS = 4
END = b"\r\n\r\n"


@dataclass(slots=True)
class Load:
    """What came of a run: seconds of each request, seconds of the whole, bytes of the last body."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    size: int = 0

    @property
    def requests(self) -> int:
        """How many were answered."""
        return len(self.times)


@dataclass(slots=True)
class _Line:
    """One connection with the answer that is coming in on it."""

    socket: socket.socket
    sent_at: float = 0.0
    data: bytearray = field(default_factory=bytearray)
    whole: int = -1

    def send(self, request: bytes) -> None:
        self.data.clear()
        self.whole = -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take in what has come; say whether the answer is whole."""
        self.data += self.socket.recv(262_144)
        if self.whole < 0 and (at := self.data.find(END)) >= 0:
            self.whole = at + len(END) + _length(bytes(self.data[:at]))
        return 0 <= self.whole <= len(self.data)

    @property
    def status(self) -> int:
        return int(self.data[9:12])


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


def run(
    port: int, make: Callable[[int], bytes], statuses: Collection[int], seconds: float, numbers: Iterator[int]
) -> Load:
    """Ask for `seconds`, each request made by its number. Raises RuntimeError for a status not among `statuses`."""
    load = Load()
    with selectors.DefaultSelector() as selector:
        for _ in range(CONNECTIONS):
            line = _Line(socket.create_connection(("127.0.0.1", port)))
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.send(make(next(numbers)))
        began = time.perf_counter()
        open_lines = CONNECTIONS
        while open_lines:
            for key, _ in selector.select(30) or _silent():
                line = key.data
                if not line.receive():
                    continue
                done = time.perf_counter()
                if line.status not in statuses:
                    raise RuntimeError(f"{line.status} was not looked for: {bytes(line.data[:2_000])!r}")
                load.times.append(done - line.sent_at)
                load.size = len(line.data)
                if done - began < seconds:
                    line.send(make(next(numbers)))
                else:
                    selector.unregister(line.socket)
                    line.socket.close()
                    open_lines -= 1
        load.seconds = time.perf_counter() - began
    return load


def _silent() -> list[tuple[selectors.SelectorKey, int]]:
    raise RuntimeError("The server said nothing for 30 seconds.")
