"""Serve an application as `consult serve` does, and read what its processes cost from /proc."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consult.serving.commands import web_command

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60
"""Seconds a server may take to answer for the first time."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: int

    def cpu(self) -> float:
        """Return the user and system seconds its processes took so far."""
        return sum(_ticks(one) for one in self._family()) / TICKS

    def memory(self) -> float:
        """Return the proportional set size of its processes, in megabytes."""
        return sum(_pss(one) for one in self._family()) / 1024

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return [self.process, *map(int, children)]


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss(process: int) -> int:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(target: str, settings: Mapping[str, str], *, factory: bool) -> Iterator[Server]:
    """Serve `target` ("module:name") on a free port until the block ends."""
    port = free_port()
    command = web_command("127.0.0.1", port, 2, target, factory=factory)
    process = subprocess.Popen(command, env={**os.environ, **settings, "PORT": str(port)}, stdout=sys.stderr)
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended at once, with {process.returncode}.")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not answer.")
