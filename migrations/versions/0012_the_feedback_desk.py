"""long work, themes, what is alike, and who looks after and has read a contribution"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False, comment="what:verb, names the function that does it"),
        sa.Column("subject", sa.String(), nullable=False, comment="the slug of the consultation"),
        sa.Column("by", sa.String(), nullable=True, comment="public id of who asked; none: the house itself"),
        sa.Column("back", sa.String(), nullable=False, comment="the page its result stands on"),
        sa.Column("detail", sa.JSON(), nullable=False, comment="what it was asked with: plain values"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True, comment="when the worker last saw it run"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False, comment="none known yet: 0"),
        sa.Column("doing", sa.String(), nullable=False, comment="what it is at, in plain words"),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=True, comment="why, in plain words"),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_public_id")),
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index("ix_work_subject", ["subject", "kind", "id"], unique=False)
        batch_op.create_index("ix_work_waiting", ["finished_at", "started_at", "id"], unique=False)

    op.create_table(
        "alike_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False, comment="how they were found, in plain words"),
        sa.Column("by_id", sa.Integer(), nullable=True, comment="none: the software"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_alike_group_by_id_person")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_alike_group_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alike_group")),
        sa.UniqueConstraint("public_id", name=op.f("uq_alike_group_public_id")),
    )
    with op.batch_alter_table("alike_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alike_group_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False, comment="what belongs here, and what does not"),
        sa.Column("position", sa.Integer(), nullable=False, comment="order in the frame"),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True, comment="none: the software"),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False, comment="of a proposal: words and quotes behind it"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_theme_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_theme_proposed_by_id_person")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_theme_settled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_theme_consultation_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_theme_public_id")),
    )
    op.create_table(
        "alike_member",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False, comment="0 to 1: how alike to the one that leads"),
        sa.Column("by_id", sa.Integer(), nullable=True, comment="none: the software"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "lead", sa.Boolean(), server_default=sa.false(), nullable=False, comment="the one that stands for all"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_alike_member_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_alike_member_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["alike_group.id"], name=op.f("fk_alike_member_group_id_alike_group")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_alike_member")),
    )
    with op.batch_alter_table("alike_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alike_member_group_id"), ["group_id"], unique=False)

    op.create_table(
        "read_mark",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_read_mark_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_read_mark_person_id_person")),
        sa.PrimaryKeyConstraint("contribution_id", "person_id", name=op.f("pk_read_mark")),
    )
    with op.batch_alter_table("read_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_read_mark_person_id"), ["person_id"], unique=False)

    op.create_table(
        "theme_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True, comment="none: the software"),
        sa.Column("score", sa.Double(), nullable=True, comment="0 to 1, of the software's links"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "rejected", sa.Boolean(), server_default=sa.false(), nullable=False, comment="a person said it is not so"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_theme_link_by_id_person")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_theme_link_checked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_theme_link_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_link_theme_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_link")),
        sa.UniqueConstraint("contribution_id", "theme_id", name=op.f("uq_theme_link_contribution_id_theme_id")),
    )
    with op.batch_alter_table("theme_link", schema=None) as batch_op:
        batch_op.create_index("ix_theme_link_theme", ["theme_id", "rejected", "contribution_id"], unique=False)

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("assigned_to_id", sa.Integer(), nullable=True, comment="who on the staff looks after it")
        )
        batch_op.add_column(
            sa.Column(
                "first_read_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="when the first of the staff marked it read",
            )
        )
        batch_op.create_index("ix_contribution_assigned", ["assigned_to_id", "document_id", "id"], unique=False)
        batch_op.create_foreign_key("fk_contribution_assigned_to_id_person", "person", ["assigned_to_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_constraint("fk_contribution_assigned_to_id_person", type_="foreignkey")
        batch_op.drop_index("ix_contribution_assigned")
        batch_op.drop_column("first_read_at")
        batch_op.drop_column("assigned_to_id")

    with op.batch_alter_table("theme_link", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_link_theme")

    op.drop_table("theme_link")
    with op.batch_alter_table("read_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_read_mark_person_id"))

    op.drop_table("read_mark")
    with op.batch_alter_table("alike_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alike_member_group_id"))

    op.drop_table("alike_member")
    op.drop_table("theme")
    with op.batch_alter_table("alike_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alike_group_consultation_id"))

    op.drop_table("alike_group")
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.drop_index("ix_work_waiting")
        batch_op.drop_index("ix_work_subject")

    op.drop_table("work")
