"""Find contributions by their words."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, and_, func, literal_column, not_, or_, select, table

from consult.contributions.models import Contribution
from consult.contributions.search_index import CONFIGURATION, words_of
from consult.contributions.suggestion_models import SuggestedChange
from consult.core.normal import normalise
from consult.extensions import db

MOST_TERMS = 12
LONGEST = 200
_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_WORD = re.compile(r"\w+")


def terms_of(asked: str) -> list[tuple[bool, str]]:
    """Return what is asked for: (wanted or unwanted, words that stand together), at most MOST_TERMS.

    >>> terms_of('bus -taxi "two bags" door-to-door')
    [(True, 'bus'), (False, 'taxi'), (True, 'two bags'), (True, 'door to door')]
    """
    found = []
    for minus, phrase, word in _TERM.findall(normalise(asked[:LONGEST].replace("\0", " "))):
        words = _WORD.findall(phrase or word)
        if words:
            found.append((not minus, " ".join(words)))
    return found[:MOST_TERMS]


def says(asked: str) -> ColumnElement[bool] | None:
    """Match contributions whose words, author's name or suggested words have all that is asked for; None: no words.

    Words in quotation marks stand together; a word after "-" must not occur. Stems, not letters, are compared.
    """
    terms = terms_of(asked)
    if not terms:
        return None
    return and_(*(_has(term) if wanted else not_(_has(term)) for wanted, term in terms))


def _has(term: str) -> ColumnElement[bool]:
    changed = select(SuggestedChange.contribution_id).where(SuggestedChange.id.in_(_rows("suggested_change", term)))
    return or_(Contribution.id.in_(_rows("contribution", term)), Contribution.id.in_(changed))


def _rows(name: str, term: str):  # type: ignore[no-untyped-def]  # a select used as a subquery
    """Select the ids of the rows of a table that have a term."""
    if db.engine.dialect.name == "postgresql":
        reading: ColumnElement[str] = literal_column(f"'{CONFIGURATION}'::regconfig")
        words = func.to_tsvector(reading, literal_column(words_of(name)))
        found = words.op("@@")(func.phraseto_tsquery(reading, term))
        return select(literal_column(f"{name}.id")).select_from(table(name)).where(found)
    index = f"{name}_words"
    found = literal_column(index).op("MATCH")(f'"{term}"')
    return select(literal_column(f"{index}.rowid")).select_from(table(index)).where(found)
