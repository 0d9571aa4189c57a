"""The parts of pages: form controls are GOV.UK's to the last attribute, marks are words before colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask_wtf import FlaskForm
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
)

from consult.infra.fields import DateParts


class Everything(FlaskForm):
    """One field of each kind."""

    name = StringField("Your name", [validators.InputRequired("Say your name")])
    body = TextAreaField("What you say", [validators.InputRequired("Write something")])
    kind = RadioField(
        "What to do",
        choices=[("comment", "Comment"), ("suggest", "Suggest")],
        validators=[validators.InputRequired("Choose one")],
    )
    nets = SelectMultipleField("Networks", choices=[("a", "Carers"), ("b", "Transport")])
    agree = BooleanField("Mail me")
    org = SelectField("Speak for", choices=[("", "Myself"), ("o", "Circle")])
    closes = DateParts("Closes")
    paper = FileField("Paper")
    revision = HiddenField(default="2")


def form(**typed: str) -> Everything:
    """Return the form as it comes back from a person who typed only this."""
    made = Everything(MultiDict({"org": "", "revision": "2", **typed}), meta={"csrf": False})
    made.validate()
    return made


@pytest.fixture
def part(app: Flask) -> Iterator[Any]:
    """Give a function that renders one line of a template with the parts at hand."""
    imports = "".join(
        f'{{% import "components/{name}.html" as {name} %}}'
        for name in (
            "forms",
            "votes",
            "note",
            "fate",
            "scope",
            "stage",
            "pager",
            "empty",
            "tag",
            "diff",
            "icons",
            "crumbs",
        )
    )
    with app.test_request_context("/"):
        yield lambda line, **names: app.jinja_env.from_string(imports + line).render(**names)


def shape(markup: str) -> list[Any]:
    """Return what a browser makes of markup: elements, attributes and words, white space aside."""
    found: list[Any] = []
    for node in html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False).iter():
        attributes = {
            name: " ".join(sorted(value.split())) if name == "class" else value for name, value in node.attrib.items()
        }
        found.append((node.tag, attributes, " ".join((node.text or "").split()), " ".join((node.tail or "").split())))
    return found


OFFICIAL = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    undefined=ChainableUndefined,
    autoescape=True,
)


def official(component: str, macro: str, params: dict[str, Any]) -> list[Any]:
    """Return the shape of GOV.UK Frontend's own markup."""
    place = f"govuk_frontend_jinja/components/{component}/macro.html"
    source = f'{{% from "{place}" import {macro} %}}{{{{ {macro}(params) }}}}'
    return shape(OFFICIAL.from_string(source).render(params=params))


def test_a_text_field_is_gov_uk_s(part: Any) -> None:
    label = {"text": "Your name", "classes": "govuk-label--s"}
    params = {
        "id": "name",
        "name": "name",
        "value": "",
        "label": label,
        "hint": {"text": "As shown"},
        "errorMessage": {"text": "Say your name"},
    }
    ours = part('{{ forms.text_field(form.name, hint="As shown", autocomplete="name") }}', form=form())
    assert shape(ours) == official("input", "govukInput", params | {"autocomplete": "name"})


def test_a_text_area_that_counts_is_gov_uk_s(part: Any) -> None:
    params = {
        "id": "body",
        "name": "body",
        "maxlength": 500,
        "rows": "5",
        "label": {"text": "What you say", "classes": "govuk-label--s"},
        "errorMessage": {"text": "Write something"},
        "fallbackHintText": None,
        "textareaDescriptionText": "You can write up to %{count} characters",
    }
    theirs = official("character-count", "govukCharacterCount", params)
    ours = shape(part("{{ forms.textarea(form.body, limit=500) }}", form=form()))
    assert [row[0] for row in ours] == [row[0] for row in theirs]
    assert [row[1].get("class") for row in ours] == [row[1].get("class") for row in theirs]
    assert ours[-2][1]["aria-describedby"].split()[0] == theirs[-2][1]["aria-describedby"].split()[0] == "body-info"


def test_radios_are_gov_uk_s(part: Any) -> None:
    params = {
        "name": "kind",
        "idPrefix": "kind",
        "fieldset": {"legend": {"text": "What to do", "classes": "govuk-fieldset__legend--s"}},
        "errorMessage": {"text": "Choose one"},
        "items": [
            {"value": "comment", "text": "Comment"},
            {"value": "suggest", "text": "Suggest", "hint": {"text": "Shown"}},
        ],
    }
    ours = part('{{ forms.radios(form.kind, hints={"suggest": "Shown"}) }}', form=form())
    assert shape(ours) == official("radios", "govukRadios", params)


def test_checkboxes_are_gov_uk_s(part: Any) -> None:
    params = {
        "name": "nets",
        "idPrefix": "nets",
        "fieldset": {"legend": {"text": "Networks", "classes": "govuk-fieldset__legend--s"}},
        "items": [{"value": "a", "text": "Carers", "checked": True}, {"value": "b", "text": "Transport"}],
    }
    ours = part("{{ forms.checkboxes(form.nets) }}", form=form(nets="a"))
    assert shape(ours) == official("checkboxes", "govukCheckboxes", params)


def test_a_select_is_gov_uk_s(part: Any) -> None:
    params = {
        "id": "org",
        "name": "org",
        "label": {"text": "Speak for", "classes": "govuk-label--s"},
        "items": [{"value": "", "text": "Myself"}, {"value": "o", "text": "Circle", "selected": True}],
    }
    assert shape(part("{{ forms.select(form.org) }}", form=form(org="o"))) == official("select", "govukSelect", params)


def test_a_file_field_is_gov_uk_s(part: Any) -> None:
    params = {
        "id": "paper",
        "name": "paper",
        "label": {"text": "Paper", "classes": "govuk-label--s"},
        "hint": {"text": "Word"},
    }
    ours = part('{{ forms.file_upload(form.paper, hint="Word") }}', form=form())
    assert shape(ours) == official("file-upload", "govukFileUpload", params)


def test_a_button_is_gov_uk_s(part: Any) -> None:
    params = {"text": "Send", "classes": "govuk-button--secondary", "name": "go", "value": "1"}
    assert shape(part('{{ forms.button("Send", "secondary", "go", "1") }}')) == official(
        "button", "govukButton", params
    )


def test_an_error_summary_leads_to_the_fields(part: Any) -> None:
    errors = [
        {"text": "Say your name", "href": "#name"},
        {"text": "Write something", "href": "#body"},
        {"text": "Choose one", "href": "#kind"},
    ]
    ours = part("{{ forms.error_summary(form) }}", form=form())
    assert shape(ours) == official(
        "error-summary", "govukErrorSummary", {"titleText": "Not sent yet", "errorList": errors}
    )


def test_every_link_of_an_error_summary_has_a_control(part: Any) -> None:
    controls = "{{ forms.text_field(form.name) }}{{ forms.textarea(form.body) }}{{ forms.radios(form.kind) }}"
    page = part("{{ forms.error_summary(form) }}" + controls, form=form())
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', page))


def test_a_form_without_mistakes_shows_no_summary(part: Any) -> None:
    good = form(name="Ada", body="Words", kind="comment")
    assert good.errors == {}
    assert part("{{ forms.error_summary(form) }}", form=good).strip() == ""


def test_what_was_typed_stands_in_the_form_again_escaped(part: Any) -> None:
    typed = '<script>alert(1)</script> "quoted"\nand a line'
    page = part("{{ forms.text_field(form.name) }}{{ forms.textarea(form.body) }}", form=form(name=typed, body=typed))
    area = html5lib.parseFragment(page, treebuilder="etree", namespaceHTMLElements=False).find(".//textarea")
    assert "<script>" not in page
    assert area is not None
    assert area.text == typed


def test_a_date_keeps_what_was_typed_and_says_what_to_do(app: Flask, part: Any) -> None:
    with app.test_request_context("/", method="POST", data={"closes": ["31", "2", "2026"]}):
        sent = Everything(meta={"csrf": False})
        sent.validate()
        page = app.jinja_env.from_string(
            '{% import "components/forms.html" as forms %}{{ forms.date_input(form.closes) }}'
        ).render(form=sent)
    assert sent.closes.errors == ["Write a real date in numbers, for example 18 12 2026"]
    assert re.findall(r'name="closes"[^>]*value="([^"]*)"', page) == ["31", "2", "2026"]


def test_the_hidden_fields_carry_the_token(part: Any) -> None:
    page = part("{{ forms.hidden(form) }}", form=form())
    assert re.search(r'name="csrf_token" value="[^"]{20,}"', page)
    assert '<input type="hidden" name="revision" value="2">' in page


def test_a_vote_is_three_buttons_that_say_what_is_voted_on(part: Any) -> None:
    counts = {"agree": 44, "unsure": 7, "disagree": 5}
    page = part('{{ votes.votes("/votes", counts, "unsure", "3.1", {"revision": 2}, 9) }}', counts=counts)
    assert re.findall(r'value="(\w+)" aria-pressed="(\w+)"', page) == [
        ("agree", "false"),
        ("none", "true"),
        ("disagree", "false"),
    ]
    assert page.count("with 3.1") == 3
    assert "9 agreed with earlier words" in page


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("taken in", "Taken in"),
        ("partly", "Partly taken in"),
        ("not taken", "Not taken"),
        ("carried forward", "Carried forward"),
        ("out of scope", "Out of scope"),
        ("answered", "Answered"),
        ("noted", "Noted"),
        (None, "No answer yet"),
    ],
)
def test_every_fate_has_its_words(part: Any, value: str | None, words: str) -> None:
    assert f"</svg>{words}</span>" in part("{{ fate.fate(value) }}", value=value)


def test_a_change_is_spoken_and_not_only_coloured(part: Any) -> None:
    changes = [
        SimpleNamespace(op="equal", old="up to ", new="up to "),
        SimpleNamespace(op="replace", old="four", new="two"),
    ]
    page = part("{{ diff.runs(changes) }}", changes=changes)
    text = re.sub(r"<[^>]+>", "", page)
    assert text.startswith("up to ")
    assert "removed: four (end of removed words)" in text
    assert "added: two (end of added words)" in text


def test_a_hidden_note_shows_its_reason_and_not_its_words(part: Any) -> None:
    page = part('{{ note.note("C-9", "Ada", body="rude words", quote="four", gone="Hidden: it names a child.") }}')
    assert "Hidden: it names a child." in page
    assert "rude words" not in page
    assert 'id="C-9"' in page


def test_a_pager_names_the_neighbours_and_the_ends(part: Any) -> None:
    page = part('{{ pager.pager(5, 9, "/x?page=") }}')
    assert re.findall(r'aria-label="Page (\d+)"', page) == ["1", "4", "5", "6", "9"]
    assert part('{{ pager.pager(1, 1, "/x?page=") }}').strip() == ""
