"""What tests of suggestions share: a document, and people who would have it otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Person
from consult.contributions.models import Contribution
from consult.contributions.service import NewSuggestion, suggest
from consult.core.suggestions import Proposed, Reword
from consult.documents.models import Document
from consult.documents.queries import read_revision, read_save
from consult.drafting import service as drafting
from consult.extensions import db
from tests.make import make_document, make_member, make_officer, make_organisation, make_person, now

SignIn = Callable[[Person], FlaskClient]

TEXT = """# The van

Each trip costs five pounds. Children travel free.

The van leaves at nine.

- (a) Bring a **coat**.
- (b) Bring a friend.

Dogs may not travel.
"""


@dataclass
class Square:
    """A document and the people round it."""

    document: Document
    officer: Person
    resident: Person
    partner: Person
    sign_in: SignIn

    @property
    def home(self) -> str:
        return f"/documents/{self.document.slug}"

    def key(self, words: str) -> str:
        """Return the key of the clause of the newest revision that holds some words."""
        assert self.document.newest_revision is not None
        found = next(one.key for one in read_revision(self.document.newest_revision).clauses if words in one.text)
        db.session.commit()
        return found

    def suggest(self, *changes: Proposed, by: Person | None = None, reason: str = "It is fairer.") -> Contribution:
        """Put in a suggestion."""
        new = NewSuggestion(changes=changes, reason=reason)
        made = suggest(self.document, new, by=by or self.resident, now=now())
        db.session.commit()
        return made

    def reword(self, old: str, new: str, **more: object) -> Contribution:
        """Suggest other words for some words of a clause."""
        assert self.document.newest_revision is not None
        clause = next(one for one in read_revision(self.document.newest_revision).clauses if old in one.text)
        return self.suggest(Reword(clause.key, clause.text.replace(old, new)), **more)  # type: ignore[arg-type]

    def draft(self) -> str:
        """Return the working draft."""
        db.session.expire_all()
        assert self.document.head is not None
        text = read_save(self.document.head).markdown
        db.session.commit()
        return text

    def head(self) -> str:
        """Return the public id of the newest save."""
        db.session.expire_all()
        assert self.document.head is not None
        found = self.document.head.public_id
        db.session.commit()
        return found

    def edit(self, old: str, new: str) -> None:
        """Change words of the working draft by hand."""
        text = self.draft()
        assert old in text
        drafting.save_text(self.document, text.replace(old, new), expected_save=self.head(), by=self.officer, now=now())
        db.session.commit()


@pytest.fixture
def square(app: Flask, sign_in_as: SignIn) -> Square:
    """Give a document with its revision 1, an officer, a resident and a partner."""
    document = make_document(markdown=TEXT, title="The van")
    officer = make_officer(document.consultation)
    partner = make_member(make_organisation("Carers’ Circle"), name="Amina Yusuf")
    made = Square(document, officer, make_person("Rhian Cole"), partner, sign_in_as)
    db.session.commit()
    return made
