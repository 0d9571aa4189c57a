"""A browser that fills in the forms it is shown, as a person does: nothing is sent that no page offered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient


@dataclass
class Form:
    """A form of a page, with what its fields hold."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    actions: dict[str, str] = field(default_factory=dict)
    """Where a button sends the form, if elsewhere."""


class Visitor:
    """Somebody at a browser without JavaScript: opens pages, follows links, fills forms in, reads."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.address = "/"
        self.page = ""
        self.status = 0

    def open(self, address: str) -> str:
        """Open an address, following where it leads."""
        return self._arrive(self.client.get(address, follow_redirects=True))

    def follow(self, words: str) -> str:
        """Follow the link with these words."""
        for link in self.tree().iter("a"):
            if words in " ".join("".join(link.itertext()).split()) and "href" in link.attrib:
                return self.open(link.attrib["href"])
        raise AssertionError(f"no link “{words}” on {self.address}: {self.said()[:2000]}")

    def send(self, button: str, **typed: Any) -> str:
        """Fill in the form that has this button, press it, and follow where it leads."""
        forms = [form for form in self.forms() if any(button == words for words, _, _ in form.buttons)]
        fitting = [form for form in forms if set(typed) <= form.names]
        assert fitting, f"no form “{button}” with {sorted(typed)} on {self.address}: {forms or self.said()[:2000]}"
        form = fitting[0]
        data: dict[str, Any] = dict(form.fields)
        data.update(typed)
        name, value = next((name, value) for words, name, value in form.buttons if words == button)
        if name:
            data[name] = value
        action = form.actions.get(button, form.action)
        if form.method == "get":
            return self._arrive(self.client.get(action or self.address, query_string=data, follow_redirects=True))
        return self._arrive(self.client.post(action or self.address, data=data, follow_redirects=True))

    def forms(self) -> list[Form]:
        """List the forms of the page."""
        tree = self.tree()
        forms = {element: _read_form(element) for element in tree.iter("form")}
        for button in tree.iter("button"):
            for element, form in forms.items():
                if button.attrib.get("form") and button.attrib["form"] == element.attrib.get("id"):
                    _add_button(form, button)
        return list(forms.values())

    def said(self) -> str:
        """Return the words of the page."""
        return " ".join("".join(_pieces(self.tree().find("body"))).split())

    def reads(self, *words: str) -> None:
        """Check that the page is there and says all of this."""
        assert self.status == 200, (self.status, self.address, self.said()[:2000])
        for one in words:
            assert one in self.said(), f"“{one}” is not on {self.address}: {self.said()[:3000]}"

    def choice(self, words: str) -> tuple[str, str]:
        """Return name and value of the box or button to choose whose label holds these words."""
        tree = self.tree()
        for label in tree.iter("label"):
            if words in " ".join("".join(label.itertext()).split()):
                for control in tree.iter("input"):
                    if control.attrib.get("id") == label.attrib.get("for"):
                        return control.attrib["name"], control.attrib["value"]
        raise AssertionError(f"nothing to choose called “{words}” on {self.address}: {self.said()[:2000]}")

    def tree(self) -> Any:
        """Return the page as elements."""
        return html5lib.parse(self.page, treebuilder="etree", namespaceHTMLElements=False)

    def _arrive(self, answer: Any) -> str:
        self.address, self.status, self.page = answer.request.full_path.rstrip("?"), answer.status_code, answer.text
        assert self.status < 500, self.page
        return self.page


INLINE = {"a", "b", "code", "del", "em", "ins", "mark", "q", "span", "strong", "sup"}


def _pieces(element: Any) -> Iterator[str]:
    """Yield the words of an element, with a space where a reader sees a new line or block."""
    gap = "" if element.tag in INLINE else " "
    yield gap + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield gap


def _read_form(element: Any) -> Form:
    form = Form(element.attrib.get("action", ""), element.attrib.get("method", "get").lower())
    for control in element.iter():
        name = control.attrib.get("name", "")
        if control.tag == "button":
            _add_button(form, control)
        elif name and control.tag in ("input", "textarea", "select"):
            form.names.add(name)
            form.fields.setdefault(name, []).extend(_values(control))
    return form


def _add_button(form: Form, button: Any) -> None:
    """Add a button to its form; one that stands outside says by `form` which it belongs to."""
    words = " ".join("".join(button.itertext()).split())
    form.buttons.append((words, button.attrib.get("name", ""), button.attrib.get("value", "")))
    if button.attrib.get("formaction"):
        form.actions[words] = button.attrib["formaction"]


def _values(control: Any) -> list[str]:
    if control.tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[: "multiple" not in control.attrib]
        return [one.attrib.get("value", "") for one in chosen]
    kind = control.attrib.get("type", "text")
    if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in control.attrib):
        return []
    return [control.attrib.get("value", "")]


def newest_mail(app: Flask) -> str:
    """Return the words of the newest mail."""
    newest = sorted((Path(app.config["INSTANCE_PATH"]) / "mailbox").glob("*.eml"))[-1]
    body = BytesParser(policy=default).parsebytes(newest.read_bytes()).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def mailed_code(app: Flask) -> str:
    """Return the six digits of the newest mail."""
    found = re.search(r"\b\d{6}\b", newest_mail(app))
    assert found
    return found[0]
