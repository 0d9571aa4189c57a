"""suggestions, who stands behind them, and votes on each of their versions"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cosignature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_cosignature_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cosignature_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cosignature_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignature")),
        sa.UniqueConstraint("contribution_id", "person_id", name=op.f("uq_cosignature_contribution_id_person_id")),
    )
    with op.batch_alter_table("cosignature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cosignature_person_id"), ["person_id"], unique=False)

    op.create_table(
        "suggested_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="1, and one more each time its author revises it"),
        sa.Column("place", sa.Integer(), nullable=False, comment="its order among the changes"),
        sa.Column(
            "op", sa.Enum("reword", "remove", "add", name="changeop", native_enum=False, length=24), nullable=False
        ),
        sa.Column(
            "clause_id",
            sa.Integer(),
            nullable=True,
            comment="what it changes, or (add) goes after; none: the beginning",
        ),
        sa.Column("base_wording_id", sa.Integer(), nullable=True, comment="the words its author read"),
        sa.Column(
            "kind",
            sa.Enum(
                "heading",
                "paragraph",
                "item",
                "row",
                "quote",
                "code",
                "note",
                name="kind",
                native_enum=False,
                length=24,
            ),
            nullable=True,
            comment="of a new clause, with level and marker",
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("marker", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True, comment="none: take the clause away"),
        sa.CheckConstraint(
            "(op = 'add') <> (base_wording_id IS NOT NULL)", name=op.f("ck_suggested_change_words_read")
        ),
        sa.ForeignKeyConstraint(
            ["base_wording_id"], ["wording.id"], name=op.f("fk_suggested_change_base_wording_id_wording")
        ),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_suggested_change_clause_id_clause")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_suggested_change_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_change")),
        sa.UniqueConstraint(
            "contribution_id", "version", "place", name=op.f("uq_suggested_change_contribution_id_version_place")
        ),
    )
    with op.batch_alter_table("suggested_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggested_change_clause_id"), ["clause_id"], unique=False)

    op.create_table(
        "suggestion_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("save_id", sa.Integer(), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=False, comment="places of the changes that were merged"),
        sa.Column("keys", sa.JSON(), nullable=False, comment="[[place, clause key]]: where their words went"),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_suggestion_merge_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_suggestion_merge_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["save_id"], ["save.id"], name=op.f("fk_suggestion_merge_save_id_save")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_merge")),
        sa.UniqueConstraint("save_id", name=op.f("uq_suggestion_merge_save_id")),
    )
    with op.batch_alter_table("suggestion_merge", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_merge_contribution", ["contribution_id", "id"], unique=False)

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "version",
                sa.Integer(),
                server_default="1",
                nullable=False,
                comment="of a suggestion's words, that counts",
            )
        )

    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "version", sa.Integer(), server_default="1", nullable=False, comment="of the contribution's words"
            )
        )
        batch_op.drop_constraint(batch_op.f("uq_vote_person_id_contribution_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_vote_person_id_contribution_id_version"), ["person_id", "contribution_id", "version"]
        )



def downgrade() -> None:
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_vote_person_id_contribution_id_version"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_vote_person_id_contribution_id"), ["person_id", "contribution_id"]
        )
        batch_op.drop_column("version")

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("suggestion_merge", schema=None) as batch_op:
        batch_op.drop_index("ix_suggestion_merge_contribution")

    op.drop_table("suggestion_merge")
    with op.batch_alter_table("suggested_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggested_change_clause_id"))

    op.drop_table("suggested_change")
    with op.batch_alter_table("cosignature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cosignature_person_id"))

    op.drop_table("cosignature")
