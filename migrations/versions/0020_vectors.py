"""what the sentence encoder makes of each contribution, kept until its words change"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contribution_vector",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column(
            "made_from",
            sa.String(),
            nullable=False,
            comment="hash of the encoder's name and the words: other words, another vector",
        ),
        sa.Column(
            "numbers", sa.LargeBinary(), nullable=False, comment="512 numbers of 16 bits, little-endian"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_contribution_vector_contribution_id_contribution"),
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_contribution_vector")),
    )


def downgrade() -> None:
    op.drop_table("contribution_vector")
