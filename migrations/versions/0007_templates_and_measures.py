"""texts new documents start from, and outcomes without a measure"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("agenda", "specification", "other", name="documentkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("markdown", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_document_template_by_id_person")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name=op.f("fk_document_template_owner_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
        sa.UniqueConstraint("owner_id", "title", name=op.f("uq_document_template_owner_id_title")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_template_public_id")),
    )
    op.add_column(
        "save",
        sa.Column(
            "unmeasured",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="outcomes in it that nobody says how to measure",
        ),
    )


def downgrade() -> None:
    op.drop_column("save", "unmeasured")
    op.drop_table("document_template")
