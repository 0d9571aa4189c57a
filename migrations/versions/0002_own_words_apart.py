"""find a person's own words in a document without reading the rows"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_contribution_author", "contribution", ["author_id", "document_id", "status", "made_in"])
    op.drop_index("ix_contribution_author_id", "contribution")


def downgrade() -> None:
    op.create_index("ix_contribution_author_id", "contribution", ["author_id"])
    op.drop_index("ix_contribution_author", "contribution")
