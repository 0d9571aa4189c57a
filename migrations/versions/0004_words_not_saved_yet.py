"""words typed in a clause of the working draft and not saved yet"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_buffer",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("clause_key", sa.String(), nullable=False),
        sa.Column("save", sa.String(), nullable=False, comment="public id of the save the words were begun on"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when it was last kept; lately: the person is in the clause",
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_draft_buffer_document_id_document")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_buffer_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "document_id", "clause_key", name=op.f("pk_draft_buffer")),
    )
    with op.batch_alter_table("draft_buffer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_buffer_document_id"), ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("draft_buffer")
