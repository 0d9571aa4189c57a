"""whose first words name a group of what is nearly the same"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alike_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "label_from_id",
                sa.Integer(),
                nullable=True,
                comment="whose first words the label is; none: a person's own, or blank",
            )
        )
        batch_op.alter_column(
            "label",
            existing_type=sa.Text(),
            existing_nullable=False,
            comment="as it was given; `heading` is what is shown",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_alike_group_label_from_id_contribution"), "contribution", ["label_from_id"], ["id"]
        )
    # Until groups are looked for again, words count as those of the one that leads.
    op.execute(
        "UPDATE alike_group SET label_from_id = (SELECT min(m.contribution_id) FROM alike_member m "
        "WHERE m.group_id = alike_group.id AND m.lead) "
        "WHERE named_by_id IS NULL AND NOT blank"
    )


def downgrade() -> None:
    with op.batch_alter_table("alike_group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_alike_group_label_from_id_contribution"), type_="foreignkey")
        batch_op.alter_column("label", existing_type=sa.Text(), existing_nullable=False, comment=None)
        batch_op.drop_column("label_from_id")
