"""The sections of a summary: one for each settled theme, or each part of the documents; minority views, always."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from consult.accounts.models import new_public_id
from consult.consultations.models import Consultation
from consult.core.chain import link
from consult.core.inline import visible
from consult.core.kinds import Kind
from consult.documents.models import Document
from consult.documents.queries import list_documents, read_revision
from consult.documents.text import Text, TextClause
from consult.extensions import db
from consult.insight.theme_models import Theme, ThemeState

MINORITY = "minority"
"""The key of the section that is always there."""
MOST = 40
"""Sections a summary begins with or may have: more is a list, not a summary."""
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section: what it is about, and its words in Markdown. theme: a public id; document: a slug."""

    key: str
    title: str
    body: str = ""
    theme: str | None = None
    document: str | None = None
    part: str | None = None
    """The key of the heading it covers, "" for what stands before the first; none: no part of a document."""

    @property
    def fixed(self) -> bool:
        """Say whether it stays, whatever else is taken out."""
        return self.key == MINORITY

    def plain(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)


def read_sections(stored: Iterable[dict[str, Any]]) -> tuple[Section, ...]:
    """Return stored sections as values."""
    return tuple(Section(**one) for one in stored)


def hash_of(sections: Sequence[Section]) -> str:
    """Return what a signature is put under."""
    return link({"sections": [one.plain() for one in sections]})


def new_key() -> str:
    """Return a key for a section somebody adds."""
    return f"s{new_public_id()}"


def list_settled(consultation: Consultation) -> Sequence[Theme]:
    """List the settled themes of a consultation, in the order of its frame."""
    return db.session.scalars(
        select(Theme)
        .where(Theme.consultation_id == consultation.id, Theme.state == ThemeState.SETTLED)
        .order_by(Theme.position, Theme.id)
    ).all()


def first_sections(consultation: Consultation) -> tuple[Section, ...]:
    """Lay out a summary: by settled themes, else by the parts of the documents."""
    sections = [
        Section(key=f"t{theme.public_id}", title=theme.name, theme=theme.public_id)
        for theme in list_settled(consultation)
    ] or list(_by_parts(list_documents(consultation.id)))
    return (*sections[: MOST - 1], Section(key=MINORITY, title="Minority views"))


def _by_parts(documents: Sequence[Document]) -> Iterable[Section]:
    for document in documents:
        if document.newest_revision is None:
            continue
        text = read_revision(document.newest_revision)
        before = f"{document.title}: " if len(documents) > 1 else ""
        whole = f"{before}the whole document" if before else "The whole document"
        yield Section(key=f"p{document.id}", title=whole[:LONGEST_TITLE], document=document.slug, part="")
        for clause in headings(text):
            title = visible(clause.text).text
            code = text.code(clause.key)
            yield Section(
                key=f"p{document.id}-{clause.key}",
                title=f"{before}{title if title.startswith(code) else f'{code} {title}'}"[:LONGEST_TITLE],
                document=document.slug,
                part=clause.key,
            )


def headings(text: Text) -> list[TextClause]:
    """Give the headings that part a text: of the highest level that has two, else none."""
    found = [clause for clause in text.clauses if clause.kind is Kind.HEADING]
    for level in sorted({clause.level for clause in found}):
        same = [clause for clause in found if clause.level == level]
        if len(same) > 1:
            return same
    return []


def part_of(text: Text) -> dict[int, str]:
    """Say, for each clause by its id, under which of `headings` it stands: its key, or "" before the first."""
    parting = {clause.key for clause in headings(text)}
    here, parts = "", dict[int, str]()
    for clause in text.clauses:
        if clause.key in parting:
            here = clause.key
        parts[clause.clause_id] = here
    return parts
