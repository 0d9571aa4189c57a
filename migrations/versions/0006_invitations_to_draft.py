"""invitations to draft, accepted by a mailed link"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafting_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(email IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_drafting_invitation_one_guest")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_drafting_invitation_accepted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_drafting_invitation_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_drafting_invitation_invited_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_drafting_invitation_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafting_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_drafting_invitation_public_id")),
    )
    with op.batch_alter_table("drafting_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafting_invitation_document_id"), ["document_id"], unique=False)


def downgrade() -> None:
    op.drop_table("drafting_invitation")
