"""What the sentence encoder makes of a contribution, made once and kept until the words change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from consult.contributions.models import Contribution
from consult.database import Base


class ContributionVector(Base):
    """The numbers for one contribution: near one another where two say the same in other words."""

    __tablename__ = "contribution_vector"

    contribution_id: Mapped[int] = mapped_column(ForeignKey(Contribution.id), primary_key=True)
    made_from: Mapped[str] = mapped_column(
        comment="hash of the encoder's name and the words: other words, another vector"
    )
    numbers: Mapped[bytes] = mapped_column(LargeBinary, comment="512 numbers of 16 bits, little-endian")
    at: Mapped[datetime]
