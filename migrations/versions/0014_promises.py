"""promises, their log, whom they answer, and sentences that are none"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "found",
            sa.String(),
            nullable=True,
            comment="SHA-256 of the sentence it was found in; none: written by hand",
        ),
        sa.Column("revision_id", sa.Integer(), nullable=True, comment="where its sentence stands"),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True, comment="code points in the clause's text, half-open"),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("fate_entry_id", sa.Integer(), nullable=True, comment="the answer whose reason promises it"),
        sa.Column("keeper", sa.String(), nullable=False, comment="who keeps it, as shown in public"),
        sa.Column("officer_id", sa.Integer(), nullable=False, comment="who is reminded"),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="the newest public note"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("soon_told_on", sa.Date(), nullable=True, comment="when the officer was reminded before the date"),
        sa.Column("due_told_on", sa.Date(), nullable=True, comment="when the officer was reminded that it is due"),
        key("promise", "by_id", "person"),
        key("promise", "clause_id", "clause"),
        key("promise", "document_id", "document"),
        key("promise", "fate_entry_id", "fate_entry"),
        key("promise", "officer_id", "person"),
        key("promise", "revision_id", "revision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("document_id", "found", name=op.f("uq_promise_document_id_found")),
        sa.UniqueConstraint("public_id", name=op.f("uq_promise_public_id")),
    )
    op.create_index("ix_promise_document", "promise", ["document_id", "state", "due_on"], unique=False)
    op.create_index("ix_promise_due", "promise", ["state", "due_on"], unique=False)
    op.create_table(
        "promise_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="public"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("keeper", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        key("promise_step", "by_id", "person"),
        key("promise_step", "promise_id", "promise"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_step")),
    )
    op.create_index(op.f("ix_promise_step_promise_id"), "promise_step", ["promise_id"], unique=False)
    op.create_table(
        "promise_voice",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        key("promise_voice", "contribution_id", "contribution"),
        key("promise_voice", "promise_id", "promise"),
        sa.PrimaryKeyConstraint("promise_id", "contribution_id", name=op.f("pk_promise_voice")),
    )
    op.create_index(op.f("ix_promise_voice_contribution_id"), "promise_voice", ["contribution_id"], unique=False)
    op.create_table(
        "no_promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.String(), nullable=False, comment="SHA-256 of the sentence"),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        key("no_promise", "by_id", "person"),
        key("no_promise", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_promise")),
        sa.UniqueConstraint("document_id", "found", name=op.f("uq_no_promise_document_id_found")),
    )


def downgrade() -> None:
    op.drop_table("no_promise")
    op.drop_table("promise_voice")
    op.drop_table("promise_step")
    op.drop_table("promise")
