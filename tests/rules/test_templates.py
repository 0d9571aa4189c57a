"""Templates: they compile, escape, keep scripts and styles out, and speak plain English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
IDS = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]


def without_comments(path: Path) -> str:
    """Return a template without what Jinja drops."""
    return re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)


def shown_words(path: Path) -> str:
    """Return the words of a template that stand outside tags, expressions and statements."""
    text = re.sub(r"{%.*?%}|{{.*?}}", " ", without_comments(path), flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", text)


FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style\b|\sstyle=",
    "an event handler": r"\son[a-z]+=[\"']",
    "a bypass of escaping": r"\|\s*safe\b|\bMarkup\(|{%-?\s*autoescape\s+false",
    "something fetched from another site": r"\ssrc=[\"']https?:|<link\b[^>]*https?:",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=IDS)
def test_a_template_compiles(path: Path, app: Flask) -> None:
    app.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert [
        name for name, path in zip(IDS, TEMPLATES, strict=True) if re.search(FORBIDDEN[what], without_comments(path))
    ] == []


def test_the_search_for_forbidden_things_finds_them() -> None:
    planted = '<script>x</script><p style=\'x\' onclick="x">{{ x|safe }}</p><img src="https://x">'
    assert all(re.search(pattern, planted) for pattern in FORBIDDEN.values())


def test_templates_speak_as_a_neighbour_would() -> None:
    stiff = re.compile(r"\b(submit|submitted|proceed|stakeholders?|engage|engagement|invalid|dismiss)\b", re.IGNORECASE)
    assert [
        (name, found[0])
        for name, path in zip(IDS, TEMPLATES, strict=True)
        if (found := stiff.search(shown_words(path)))
    ] == []


def test_templates_stay_short_enough_to_read() -> None:
    long = {name: len(path.read_text().splitlines()) for name, path in zip(IDS, TEMPLATES, strict=True)}
    assert {name: lines for name, lines in long.items() if lines > 200} == {}


def test_every_form_that_posts_carries_its_token() -> None:
    for name, path in zip(IDS, TEMPLATES, strict=True):
        for form in re.findall(
            r"<form\b[^>]*method=\"post\".*?</form>", without_comments(path), re.DOTALL | re.IGNORECASE
        ):
            assert re.search(r"csrf_token|csrf\(\)|hidden\(", form), name


def test_a_problem_gives_back_what_was_typed(app: Flask) -> None:
    page = app.test_client().post("/no-such-page", data={"body": "many words\n<b>typed</b>", "csrf_token": "x y z"})
    assert page.status_code == 404
    assert "many words\n&lt;b&gt;typed&lt;/b&gt;" in page.text
    assert "x y z" not in page.text
