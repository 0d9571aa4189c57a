"""which save brought each run of words, and where the words contributions brought about lie later"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provenance",
        sa.Column("save_id", sa.Integer(), nullable=False),
        sa.Column(
            "runs",
            sa.LargeBinary(),
            nullable=False,
            comment="compressed JSON: [[clause key, [[end, save id]]]], each run from where the last one ends",
        ),
        sa.ForeignKeyConstraint(["save_id"], ["save.id"], name=op.f("fk_provenance_save_id_save")),
        sa.PrimaryKeyConstraint("save_id", name=op.f("pk_provenance")),
    )
    op.create_table(
        "incorporation_place",
        sa.Column("incorporation_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("same", "moved", "reworded", "removed", name="placementstatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("score", sa.Double(), nullable=False, comment="0 to 1"),
        sa.Column("segments", sa.JSON(), nullable=False, comment="[[clause key, start, end]] in order of reading"),
        sa.ForeignKeyConstraint(
            ["incorporation_id"],
            ["incorporation.id"],
            name=op.f("fk_incorporation_place_incorporation_id_incorporation"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_incorporation_place_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("incorporation_id", "revision_id", name=op.f("pk_incorporation_place")),
    )
    with op.batch_alter_table("incorporation_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incorporation_place_revision_id"), ["revision_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("incorporation_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incorporation_place_revision_id"))

    op.drop_table("incorporation_place")
    op.drop_table("provenance")
