"""who leads a group of what is nearly the same, and who comes next, without looking at all of them"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_alike_member_order", "alike_member", ["group_id", sa.text("lead DESC"), "contribution_id"])
    op.drop_index("ix_alike_member_group_id", "alike_member")


def downgrade() -> None:
    op.create_index("ix_alike_member_group_id", "alike_member", ["group_id"])
    op.drop_index("ix_alike_member_order", "alike_member")
