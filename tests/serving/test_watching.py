"""Processes are watched by a small one, which ends them together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.benchmarks.serving import free_port, serving

SETTINGS = {"SECRET_KEY": "a key for tests only", "DATABASE_URL": "", "WEB_WORKERS": "2"}
PATIENCE = 60


def children(process: int) -> list[int]:
    """The processes that `process` started and that run."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def eventually(holds: object) -> bool:
    """Whether `holds()` comes true."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if holds():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


def runs(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A whole house, served as `make run` serves it, with the web processes and the worker running."""
    port = str(free_port())
    settings = {
        **os.environ,
        **SETTINGS,
        "INSTANCE_PATH": str(tmp_path),
        "PORT": port,
        "FAIRDRAFT_ENV": "demonstration",
    }
    program = str(Path(sys.executable).with_name("consult"))
    subprocess.run([program, "db", "upgrade"], env=settings, check=True)
    with subprocess.Popen([program, "serve"], env=settings) as process:
        try:
            assert eventually(lambda: len(family(process.pid)) == 5), (
                "a watcher, the web server with two processes, a worker"
            )
            yield process
        finally:  # also where it did not come up in time: waiting for it would never end
            for one in reversed(family(process.pid) if process.poll() is None else []):
                os.kill(one, signal.SIGKILL)


def family(process: int) -> list[int]:
    """`process` and all that come from it."""
    return [process, *(one for child in children(process) for one in family(child))]


@pytest.mark.slow
def test_the_watcher_keeps_nothing_of_the_application(tmp_path: Path) -> None:
    with serving("consult.app:create_app", {**SETTINGS, "INSTANCE_PATH": str(tmp_path)}, factory=True) as server:
        assert urlopen(f"http://127.0.0.1:{server.port}/rules").status == 200
        workers = children(server.process)
        assert len(workers) == 2
        assert all(resident(server.process) * 3 < resident(one) for one in workers)


def resident(process: int) -> int:
    """The memory of `process`, in pages."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1])


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_all_of_the_house(house: subprocess.Popen[bytes], how: signal.Signals) -> None:
    everybody = family(house.pid)
    house.send_signal(how)
    assert house.wait(PATIENCE) == 0
    assert eventually(lambda: not any(map(runs, everybody)))


@pytest.mark.slow
def test_a_web_process_that_dies_ends_the_house_and_says_so(house: subprocess.Popen[bytes]) -> None:
    everybody = family(house.pid)
    deepest = next(one for web in children(house.pid) for one in children(web))
    os.kill(deepest, signal.SIGKILL)
    assert house.wait(PATIENCE) != 0
    assert eventually(lambda: not any(map(runs, everybody)))


@pytest.mark.slow
def test_a_process_that_does_not_listen_is_ended_all_the_same() -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    start = (
        "import subprocess, sys\nfrom consult.serving.watching import become_watcher\n"
        f"one = subprocess.Popen([sys.executable, '-c', {deaf!r}])\nbecome_watcher([one.pid], 0.5)"
    )
    with subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        (one,) = children(process.pid)
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert eventually(lambda: not runs(one))


@pytest.mark.slow
@pytest.mark.parametrize("code", [0, 3])
def test_a_process_that_ended_before_anybody_watched_is_noticed(code: int) -> None:
    start = (
        "import subprocess, sys\nfrom consult.serving.watching import become_watcher\n"
        f"one = subprocess.Popen([sys.executable, '-c', 'raise SystemExit({code})'])\n"
        "import os\nos.waitid(os.P_PID, one.pid, os.WEXITED | os.WNOWAIT)\nbecome_watcher([one.pid], 0.5)"
    )
    assert subprocess.run([sys.executable, "-c", start], timeout=PATIENCE, check=False).returncode == (code or 1)
