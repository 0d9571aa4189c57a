"""areas people say they live in, and whom officers mean to ask"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False, comment="whom to ask: 'Larkhill Tenants'"),
        sa.Column("who", sa.String(), nullable=False, comment="which of the staff asks them"),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False, comment="what came of it"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_approach_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_approach_created_by_id_person")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_approach_done_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approach")),
        sa.UniqueConstraint("public_id", name=op.f("uq_approach_public_id")),
    )
    with op.batch_alter_table("approach", schema=None) as batch_op:
        batch_op.create_index("ix_approach_open", ["consultation_id", "done_at", "id"], unique=False)

    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True, comment="how many live there, if an officer loaded it"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in the list"),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False, comment="offered no longer"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_area_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_area_consultation_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_area_public_id")),
    )
    op.create_table(
        "declared_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("contribution_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (contribution_id IS NULL)", name=op.f("ck_declared_area_one_voice")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_declared_area_area_id_area")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_declared_area_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_declared_area_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declared_area_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_area")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_declared_area_contribution_id")),
        sa.UniqueConstraint(
            "person_id", "consultation_id", name=op.f("uq_declared_area_person_id_consultation_id")
        ),
    )
    with op.batch_alter_table("declared_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declared_area_area_id"), ["area_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("declared_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declared_area_area_id"))

    op.drop_table("declared_area")
    op.drop_table("area")
    with op.batch_alter_table("approach", schema=None) as batch_op:
        batch_op.drop_index("ix_approach_open")

    op.drop_table("approach")
