"""where people live, counted once when a consultation is over"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "areas_counted",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "people",
            sa.Integer(),
            nullable=False,
            comment="how many had spoken, those who did not say where they live too",
        ),
        sa.Column(
            "rows",
            sa.JSON(),
            nullable=False,
            comment="[[area, people or null where it is not shown]]; empty: too few to tell",
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_areas_counted_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas_counted")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_areas_counted_consultation_id")),
    )


def downgrade() -> None:
    op.drop_table("areas_counted")
