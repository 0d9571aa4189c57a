"""A small consultation with things said in it, and a summary of them."""

from __future__ import annotations

from dataclasses import dataclass

from consult.accounts.models import Person
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution
from consult.documents.models import Document
from consult.extensions import db
from consult.insight.summary import service
from consult.insight.summary.models import SummarySave
from consult.insight.summary.queries import get_newest
from consult.insight.summary.sections import MINORITY, read_sections
from consult.insight.theme_models import Theme, ThemeLink, ThemeState
from tests.make import make_comment, make_consultation, make_document, make_officer, now


@dataclass(frozen=True)
class Story:
    """Who and what there is: three comments, the first two under one theme."""

    consultation: Consultation
    document: Document
    officer: Person
    said: list[Contribution]
    theme: Theme

    @property
    def newest(self) -> SummarySave:
        """The newest version of the summary."""
        return get_newest(self.consultation)

    @property
    def section(self) -> str:
        """The key of the section about the theme."""
        return f"t{self.theme.public_id}"

    def write(self, body: str, key: str = "", *, expected: int = 0) -> SummarySave:
        """Write a section and commit."""
        save = service.write(
            self.consultation,
            key or self.section,
            title="Buses",
            body=body,
            expected=expected or self.newest.number,
            by=self.officer,
            now=now(),
        )
        db.session.commit()
        return save

    def body(self, key: str = "") -> str:
        """Return the words of a section as they stand."""
        return next(one.body for one in read_sections(self.newest.sections) if one.key == (key or self.section))


def tell(*, begun: bool = True) -> Story:
    """Make the story. Commits."""
    document = make_document(make_consultation())
    consultation = document.consultation
    said = [
        make_comment(document, "The last bus home should run until eleven at night."),
        make_comment(document, "Please run the last bus home much later at night."),
        make_comment(document, "Hedgehogs need a gap under every single garden fence."),
    ]
    officer = make_officer(consultation)
    theme = Theme(
        consultation_id=consultation.id,
        name="Buses",
        state=ThemeState.SETTLED,
        settled_by_id=officer.id,
        settled_at=now(),
        created_at=now(),
    )
    db.session.add(theme)
    db.session.flush()
    for one in said[:2]:
        db.session.add(ThemeLink(contribution_id=one.id, theme_id=theme.id, by_id=officer.id, at=now()))
    db.session.flush()
    if begun:
        service.begin(consultation, by=officer, now=now())
    db.session.commit()
    return Story(consultation, document, officer, said, theme)


__all__ = ["MINORITY", "Story", "tell"]
