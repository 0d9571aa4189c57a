"""The locks install the same from any index: hashes for everything, an address for nothing."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")


def pins(name: str) -> dict[str, str]:
    """Return the version each package is locked at."""
    found = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {package.replace("_", "-").lower(): version for package, version in found}


def asked_for(*extras: str) -> set[str]:
    """Return the names pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    return {re.split(r"[\[<>=~! ]", line)[0].lower() for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert not re.search(r"^(--(extra-)?index-url|--find-links|-i|-f) ", text, re.MULTILINE)


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_of_a_lock_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert len(entries) > 20
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_for_use_holds_all_that_use_asks_for() -> None:
    assert asked_for("build") - pins("requirements.txt").keys() == set()


def test_the_lock_for_tests_holds_all_that_tests_ask_for() -> None:
    assert asked_for("build", "dev") - pins("requirements-dev.txt").keys() == set()


def test_tests_run_with_the_versions_people_use() -> None:
    tested = pins("requirements-dev.txt")
    assert {name: version for name, version in pins("requirements.txt").items() if tested.get(name) != version} == {}


def test_the_front_end_lock_holds_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / "static/src/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 3
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []


def test_front_end_packages_are_asked_for_by_exact_version() -> None:
    package = json.loads((ROOT / "static/src/package.json").read_text())
    versions = package["dependencies"] | package["devDependencies"]
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_front_end_packages_run_no_scripts_when_installed() -> None:
    assert "ignore-scripts=true" in (ROOT / "static/src/.npmrc").read_text().splitlines()
