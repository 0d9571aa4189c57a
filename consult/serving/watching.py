"""Watch processes that run already, and end them together: python -m consult.serving.watching SECONDS PROCESS ...

Whoever started them becomes this. It keeps nothing of the application, so what they still share with the one that built
it is shared by the fewest; Python does not let go of memory any other way.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import NoReturn

ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
AWAITED = ENDING | {signal.SIGCHLD}
PAUSE_SECONDS = 0.05


def hold_signals() -> None:
    """Let signals wait from now on, until the watcher asks for them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)


def become_watcher(processes: Sequence[int], grace: float) -> NoReturn:
    """Give up this program, and watch `processes`, its children, in its place. They get `grace` seconds to end in."""
    hold_signals()
    sys.stdout.flush()
    numbers = map(str, (grace, *processes))
    os.execv(sys.executable, [sys.executable, "-m", "consult.serving.watching", *numbers])  # noqa: S606  # our own


def watch(processes: Sequence[int], grace: float) -> int:
    """Wait until one of `processes` ends or a signal to end comes; then end all. Returns the exit code to give:
    0 after a signal, else that of the process that ended by itself, or 1."""
    left = set(processes)
    ended: list[int] = []
    while not ended:
        came = signal.sigwait(AWAITED)
        if came in ENDING:
            _end(left, grace)
            return 0
        ended = _reap(left)
    _end(left, grace)
    return next((code for code in ended if code), 1)


def _end(left: set[int], grace: float) -> None:
    """Ask the processes `left` to end, and end those that have not after `grace` seconds."""
    _reap(left)  # one that ended before this program began cannot be told
    _tell(left, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while left and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
        _reap(left)
    _tell(left, signal.SIGKILL)


def _tell(left: set[int], what: signal.Signals) -> None:
    for process in left:
        os.kill(process, what)


def _reap(left: set[int]) -> list[int]:
    """Take those that have ended out of `left`. Returns their exit codes."""
    codes = []
    for process in tuple(left):
        try:
            found, status = os.waitpid(process, os.WNOHANG)
        except ChildProcessError:  # it ended before this program began, and somebody was told already
            found, status = process, 0
        if found:
            left.discard(process)
            codes.append(os.waitstatus_to_exitcode(status))
    return codes


def main() -> NoReturn:
    """Read the command line."""
    hold_signals()
    os.kill(os.getpid(), signal.SIGCHLD)  # one may have ended before anybody listened
    grace, *processes = sys.argv[1:]
    sys.exit(watch([int(one) for one in processes], float(grace)))


if __name__ == "__main__":
    main()
