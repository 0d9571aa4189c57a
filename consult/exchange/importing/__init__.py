"""Reading files in: Markdown, HTML, plain text and Word become clauses, and what was left out is said."""

from consult.exchange.importing.reading import read_document
from consult.exchange.importing.report import Imported, NotKept

__all__ = ["Imported", "NotKept", "read_document"]
