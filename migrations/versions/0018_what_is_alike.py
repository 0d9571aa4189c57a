"""how many are alike, whether a campaign, what people decided of it, and what they took out"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alike_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("size", sa.Integer(), server_default="0", nullable=False, comment="how many members")
        )
        batch_op.add_column(
            sa.Column(
                "blank",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="no words, or words that only stand for missing ones",
            )
        )
        batch_op.add_column(
            sa.Column(
                "campaign",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="many in a short time, or a person says so",
            )
        )
        for column, comment in (
            ("campaign_by_id", "none: the software"),
            ("named_by_id", "whose label it is"),
            ("lead_by_id", "who chose the lead"),
        ):
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True, comment=comment))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_alike_group_{column}_person"), "person", [column], ["id"]
            )
        batch_op.create_index("ix_alike_group_list", ["consultation_id", "blank", "size", "id"], unique=False)
    op.create_table(
        "alike_apart",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_alike_apart_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_alike_apart_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_alike_apart")),
    )


def downgrade() -> None:
    op.drop_table("alike_apart")
    with op.batch_alter_table("alike_group", schema=None) as batch_op:
        batch_op.drop_index("ix_alike_group_list")
        for column in ("lead_by_id", "named_by_id", "campaign_by_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_alike_group_{column}_person"), type_="foreignkey")
            batch_op.drop_column(column)
        for column in ("campaign", "blank", "size"):
            batch_op.drop_column(column)
