"""records that were made, and what each mail tells of"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "made_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Enum("public", "full", name="edition", native_enum=False, length=24), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True, comment="none: the house itself"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said", sa.Integer(), nullable=False, comment="contributions in it, replies too"),
        sa.Column("files", sa.JSON(), nullable=False, comment="[{form, hash, size}]: SHA-256, bytes"),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="a public edition, laid out for all who may read",
        ),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_made_record_by_id_person")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_made_record_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_made_record_published_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_record")),
        sa.UniqueConstraint("public_id", name=op.f("uq_made_record_public_id")),
    )
    with op.batch_alter_table("made_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_made_record_consultation_id"), ["consultation_id"], unique=False)

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "event_id",
                sa.Integer(),
                nullable=True,
                comment="what it tells of; none: a reader asked for it, like a sign-in code",
            )
        )
        batch_op.create_index(batch_op.f("ix_mail_event_id"), ["event_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_mail_event_id_event"), "event", ["event_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_mail_event_id_event"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_mail_event_id"))
        batch_op.drop_column("event_id")

    with op.batch_alter_table("made_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_made_record_consultation_id"))

    op.drop_table("made_record")
