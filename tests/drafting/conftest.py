"""What tests of drafting share: a document people have commented on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.contributions.models import Anchor, Channel, Contribution, ContributionKind, Status
from consult.core.stages import Stage
from consult.documents.models import Document, Revision
from consult.documents.queries import get_revision, read_revision, read_save
from consult.extensions import db
from tests.make import make_person, now

_number = count(1)

Say = Callable[..., Contribution]


@pytest.fixture
def say(app: Flask) -> Say:
    """Give a function that stores a comment on words of a document, as a resident leaves one."""
    return add_comment


def add_comment(
    document: Document,
    quote: str = "",
    *,
    revision: Revision | None = None,
    author: Person | None = None,
    body: str = "I have something to say.",
    counts: bool = True,
) -> Contribution:
    """Store a comment on the first place where `quote` stands in a revision (none: on the whole document)."""
    revision = revision or document.newest_revision
    assert revision is not None
    comment = Contribution(
        reference=f"C-{next(_number) + 9000}",
        kind=ContributionKind.COMMENT,
        document_id=document.id,
        revision_id=revision.id,
        body=body,
        author_id=(author or make_person()).id,
        author_name="A neighbour",
        channel=Channel.WEB,
        made_in=Stage.OPEN,
        at=now(),
        status=Status.PUBLISHED,
        counts_for_gate=counts,
    )
    db.session.add(comment)
    db.session.flush()
    if quote:
        clause = next(one for one in read_revision(revision).clauses if quote in one.text)
        start = clause.text.index(quote)
        comment.clause_id = clause.clause_id
        db.session.add(
            Anchor(
                contribution_id=comment.id,
                revision_id=revision.id,
                clause_id=clause.clause_id,
                start=start,
                end=start + len(quote),
                whole=quote == clause.text,
                exact=quote,
                prefix=clause.text[max(0, start - 32) : start],
                suffix=clause.text[start + len(quote) :][:32],
            )
        )
        db.session.flush()
    return comment


def key_of(document: Document, words: str, number: int | None = None) -> str:
    """Return the key of the first clause of the newest save (or a revision) that has these words."""
    text = read_revision(get_revision(document, number)) if number else read_save(document.head)  # type: ignore[arg-type]
    return next(clause.key for clause in text.clauses if words in clause.text)
