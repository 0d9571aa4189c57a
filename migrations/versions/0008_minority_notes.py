"""minority notes, and who signed them"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "minority_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "agreed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when an officer agreed to print it; then its words stand",
        ),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_back", sa.Text(), nullable=True, comment="why an officer did not agree yet"),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_minority_note_agreed_by_id_person")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_minority_note_by_id_person")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_minority_note_clause_id_clause")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_minority_note_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minority_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_minority_note_public_id")),
    )
    op.create_index("ix_minority_note_clause", "minority_note", ["document_id", "clause_id"], unique=False)
    op.create_table(
        "note_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["minority_note.id"], name=op.f("fk_note_signature_note_id_minority_note")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_note_signature_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_note_signature_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_signature")),
        sa.UniqueConstraint("note_id", "person_id", name=op.f("uq_note_signature_note_id_person_id")),
    )
    op.create_index(op.f("ix_note_signature_person_id"), "note_signature", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("note_signature")
    op.drop_table("minority_note")
