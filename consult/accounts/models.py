"""People, organisations and networks, and the codes and tokens that let people in."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.database import Base, enum_column


class OrganisationKind(StrEnum):
    """What sort of organisation it is."""

    CHARITY = "charity"
    COMMUNITY_GROUP = "community group"
    SOCIAL_ENTERPRISE = "social enterprise"
    FAITH_GROUP = "faith group"
    COUNCIL = "council"
    HEALTH = "health service"
    BUSINESS = "business"
    UMBRELLA = "umbrella body"
    OTHER = "other"


class OrganisationSize(StrEnum):
    """How many people work for it, paid or not."""

    VOLUNTEERS = "volunteers only"
    SMALL = "1 to 9 staff"
    MEDIUM = "10 to 49 staff"
    LARGE = "50 staff or more"


class MemberRole(StrEnum):
    """What a person is in an organisation: partners speak for it, officers run its consultations."""

    PARTNER = "partner"
    OFFICER = "officer"


def new_public_id() -> str:
    """Return an id that says nothing and is never used again."""
    return secrets.token_hex(6)


class Organisation(Base):
    """A body that owns consultations or speaks in them."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind))
    size: Mapped[OrganisationSize | None] = mapped_column(enum_column(OrganisationSize))
    contact_email: Mapped[str | None]
    contact_phone: Mapped[str | None]
    contact_post: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False, comment="whose officers the command line makes")
    created_at: Mapped[datetime]


class Network(Base):
    """A named set of organisations."""

    __tablename__ = "network"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), comment="who keeps it; none: administrators"
    )
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    owner: Mapped[Organisation | None] = relationship()
    members: Mapped[list[Organisation]] = relationship(secondary="network_member", order_by=Organisation.name)


class NetworkMember(Base):
    """An organisation in a network."""

    __tablename__ = "network_member"

    network_id: Mapped[int] = mapped_column(ForeignKey("network.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)


class Person(Base, UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Someone who signed in at least once, or was added by an officer. Signing in makes a resident."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True, comment="lower case; none once erased")
    is_administrator: Mapped[bool] = mapped_column(default=False)
    session_number: Mapped[int] = mapped_column(default=0, comment="raised to end all sessions")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="person", order_by="Membership.id", foreign_keys="Membership.person_id"
    )

    def get_id(self) -> str:
        """Name the session for flask-login; a raised number ends it."""
        return f"{self.public_id}.{self.session_number}"


class Membership(Base):
    """A person in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(enum_column(MemberRole))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    person: Mapped[Person] = relationship(back_populates="memberships", foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship()


class SignInCode(Base):
    """A mailed six-digit code and link: single use, ten minutes, five tries. Only hashes are kept."""

    __tablename__ = "sign_in_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True, comment="names the try in the form; not secret")
    email: Mapped[str] = mapped_column(index=True)
    code_hash: Mapped[str]
    link_hash: Mapped[str] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    asked_from: Mapped[str] = mapped_column(index=True, comment="keyed hash of the network address")


class ApiToken(Base):
    """A bearer token for the machines' door; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str] = mapped_column(comment="'read' or 'write'")
    created_at: Mapped[datetime]
    last_used_on: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
