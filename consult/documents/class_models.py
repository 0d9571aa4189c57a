"""What changes are called after they were published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Person
from consult.database import Base


class Reclassing(Base):
    """A change called something else than when it was published; what was published stays as it is."""

    __tablename__ = "reclassing"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("clause_change.id"), index=True)
    editorial: Mapped[bool] = mapped_column(comment="what it is called from then on")
    reason: Mapped[str] = mapped_column(Text, comment="shown in public")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[Person | None] = relationship()
