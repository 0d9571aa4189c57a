"""what a change is called after it was published, and who challenged what it is called"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reclassing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("editorial", sa.Boolean(), nullable=False, comment="what it is called from then on"),
        sa.Column("reason", sa.Text(), nullable=False, comment="shown in public"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reclassing_by_id_person")),
        sa.ForeignKeyConstraint(["change_id"], ["clause_change.id"], name=op.f("fk_reclassing_change_id_clause_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reclassing")),
    )
    op.create_index(op.f("ix_reclassing_change_id"), "reclassing", ["change_id"], unique=False)
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("editorial", sa.Boolean(), nullable=False, comment="what it should be called instead"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True, comment="the reason, in public"),
        sa.Column("granted", sa.Boolean(), nullable=True, comment="whether the change is called what they asked for"),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=True, comment="why its words are not shown; public"),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_challenge_answered_by_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_challenge_by_id_person")),
        sa.ForeignKeyConstraint(["change_id"], ["clause_change.id"], name=op.f("fk_challenge_change_id_clause_change")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["person.id"], name=op.f("fk_challenge_hidden_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("change_id", "by_id", name=op.f("uq_challenge_change_id_by_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_challenge_public_id")),
    )
    op.create_index(op.f("ix_challenge_by_id"), "challenge", ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("challenge")
    op.drop_table("reclassing")
