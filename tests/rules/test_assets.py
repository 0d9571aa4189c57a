"""What browsers are sent: whole, ours, readable in light and in dark."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
SCSS = ROOT / "static/src/scss"
DIST = ROOT / "static/dist"
PAGE = re.compile(r"""asset\(['"]([^'"]+)['"]\)""")


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    return json.loads((DIST / "manifest.json").read_text())


@pytest.fixture(scope="module")
def stylesheet(manifest: dict[str, str]) -> str:
    return (DIST / manifest["app.css"]).read_text()


def test_every_built_file_is_there_and_not_empty(manifest: dict[str, str]) -> None:
    assert [name for name in manifest.values() if not (DIST / name).stat().st_size] == []


def test_every_file_a_template_asks_for_is_built(manifest: dict[str, str]) -> None:
    pages = [re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL) for path in (ROOT / "templates").rglob("*.html")]
    asked = {name for page in pages for name in PAGE.findall(page)}
    assert "app.css" in asked
    assert asked - manifest.keys() == set()


def test_a_template_that_asks_for_an_unknown_file_is_told_what_to_do(app: Flask) -> None:
    with pytest.raises(LookupError, match="make setup"):
        app.jinja_env.globals["asset"]("nothing.css")


def test_built_files_are_kept_for_ever_and_their_sources_are_not_served(app: Flask) -> None:
    client = app.test_client()
    with client.get(app.jinja_env.globals["asset"]("app.css")) as built:
        assert built.status_code == 200
        assert "immutable" in built.headers["Cache-Control"]
    for source in ("/static/src/package.json", "/static/../src/package.json", "/src/package.json"):
        assert client.get(source).status_code == 404


def test_the_stylesheet_fetches_only_fonts_that_lie_beside_it(stylesheet: str) -> None:
    addresses = re.findall(r"url\(\"?([^\")]+)\"?\)", stylesheet)
    assert len(addresses) == 8
    assert [each for each in addresses if not (DIST / each).exists()] == []


def test_the_crown_s_font_and_logo_are_not_used(stylesheet: str) -> None:
    assert "GDS Transport" not in stylesheet
    assert "crown" not in stylesheet.lower()


def test_the_front_end_weighs_what_a_phone_can_carry(manifest: dict[str, str]) -> None:
    assert (DIST / manifest["app.css"]).stat().st_size < 160_000
    assert (DIST / manifest["app.js"]).stat().st_size < 60_000


def test_only_print_says_important() -> None:
    assert [path.name for path in SCSS.glob("*.scss") if "!important;" in path.read_text()] == ["_print.scss"]


def colours(block: str) -> dict[str, str]:
    """Return the colours a block of rules names."""
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


LIGHT = colours((SCSS / "_tokens.scss").read_text())
DARK = LIGHT | colours((SCSS / "_dark.scss").read_text())
TEXT, LARGE_OR_LINE = 4.5, 3.0
PAIRS = [
    ("ink", "paper", 7.0),
    ("ink", "desk", 7.0),
    ("ink", "margin", 7.0),
    ("ink", "marigold-wash", 7.0),
    ("ink-soft", "paper", 7.0),
    ("ink-soft", "desk", 7.0),
    ("ink-soft", "margin", 7.0),
    ("link", "paper", 7.0),
    ("link", "desk", 7.0),
    ("link", "margin", 7.0),
    ("on-damson", "damson", TEXT),
    ("mere", "mere-wash", TEXT),
    ("mere", "marigold-wash", TEXT),
    ("brick", "brick-wash", TEXT),
    ("marigold-ink", "marigold-wash", TEXT),
    ("marigold-line", "paper", LARGE_OR_LINE),
    ("marigold-line", "marigold-wash", LARGE_OR_LINE),
    ("rule-strong", "paper", LARGE_OR_LINE),
    ("rule-strong", "desk", LARGE_OR_LINE),
]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=[f"{front} on {back}" for front, back, _ in PAIRS])
def test_colours_that_meet_can_be_told_apart(palette: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(palette[front], palette[back]) >= least


def test_contrast_is_computed_as_wcag_says() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
