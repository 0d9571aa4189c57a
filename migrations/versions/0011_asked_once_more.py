"""the log says which clauses opened again; decisions about consulting again are a list: what is called a change of meaning later asks once more"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def table(name: str, *keys: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *keys,
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "clauses", sa.JSON(), nullable=False, comment="ids of the clauses opened again; empty: nobody is asked"
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="shown in public"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_asking_again_by_id_person")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_asking_again_revision_id_revision")),
    )


COLUMNS = "revision_id, clauses, reason, at, by_id"


def replace(chosen: str, *keys: sa.schema.SchemaItem) -> None:
    """Give the table another key, and keep the rows that `chosen` selects."""
    op.rename_table("asking_again", "asking_again_before")
    if op.get_bind().dialect.name == "postgresql":  # names of constraints live beside the table there
        for name in ("pk_asking_again", "fk_asking_again_by_id_person", "fk_asking_again_revision_id_revision"):
            op.execute(f"ALTER TABLE asking_again_before DROP CONSTRAINT {name}")
    table("asking_again", *keys)
    op.execute(f"INSERT INTO asking_again ({COLUMNS}) SELECT {COLUMNS} FROM asking_again_before {chosen}")  # noqa: S608
    op.drop_table("asking_again_before")


def upgrade() -> None:
    op.add_column(
        "stage_change",
        sa.Column(
            "reopened",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="the clauses open after this, where not all are",
        ),
    )
    replace(
        "ORDER BY at",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asking_again")),
    )
    op.create_index(op.f("ix_asking_again_revision_id"), "asking_again", ["revision_id"], unique=False)


def downgrade() -> None:
    """The newest decision of each revision stays."""
    op.drop_index(op.f("ix_asking_again_revision_id"), table_name="asking_again")
    replace(
        "WHERE id IN (SELECT max(id) FROM asking_again_before GROUP BY revision_id)",
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_asking_again")),
    )
    op.drop_column("stage_change", "reopened")
