"""open again for some clauses, and whether people are asked again about a revision"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "consultation",
        sa.Column(
            "reopened",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="while open again for some clauses only: document id -> clause ids",
        ),
    )
    op.create_table(
        "asking_again",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "clauses", sa.JSON(), nullable=False, comment="ids of the clauses opened again; empty: nobody is asked"
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="shown in public"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_asking_again_by_id_person")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_asking_again_revision_id_revision")),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_asking_again")),
    )


def downgrade() -> None:
    op.drop_table("asking_again")
    op.drop_column("consultation", "reopened")
