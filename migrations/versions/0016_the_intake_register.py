"""the intake register: what came in outside the site, its files and parts, and tables of answers"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False, comment="R-12"),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "letter",
                "email",
                "slides",
                "notes",
                "phone",
                "flipchart",
                "table",
                "other",
                name="source",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False, comment="what it is, for officers: 'Letter of two pages'"),
        sa.Column("sender", sa.String(), nullable=False, comment="for officers only; empty: anonymous, or taken away"),
        sa.Column("email", sa.String(), nullable=True, comment="for receipts only; none once taken away"),
        sa.Column(
            "shown_as", sa.String(), nullable=False, comment="the name people see with its parts; empty: anonymous"
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "people", sa.Integer(), nullable=True, comment="how many stand behind all of it, where somebody said so"
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "words",
            sa.Text(),
            nullable=False,
            comment="what it says, typed or pasted; may be empty where a file is kept",
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False, comment="the officer who is to read it"),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "done_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when an officer said that all it says is entered",
        ),
        sa.Column("mark", sa.Enum("twice", "nothing", name="mark", native_enum=False, length=24), nullable=True),
        sa.Column("twice_of_id", sa.Integer(), nullable=True),
        sa.Column("marked_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(done_by_id IS NULL) = (done_at IS NULL)", name=op.f("ck_submission_done")),
        sa.CheckConstraint("(mark IS NULL) = (marked_at IS NULL)", name=op.f("ck_submission_marked")),
        sa.CheckConstraint("(read_by_id IS NULL) = (read_at IS NULL)", name=op.f("ck_submission_read")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_submission_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_submission_done_by_id_person")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_submission_entered_by_id_person")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_submission_marked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_submission_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["read_by_id"], ["person.id"], name=op.f("fk_submission_read_by_id_person")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_submission_reader_id_person")),
        sa.ForeignKeyConstraint(["twice_of_id"], ["submission.id"], name=op.f("fk_submission_twice_of_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("reference", name=op.f("uq_submission_reference")),
    )
    op.create_index("ix_submission_register", "submission", ["consultation_id", "id"], unique=False)
    op.create_table(
        "answer_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True, comment="what it became"),
        sa.Column("came_from", sa.String(), nullable=False, comment="the name of the survey or tool: ids are its own"),
        sa.Column("received_on", sa.Date(), nullable=False, comment="for rows that give no day of their own"),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False, comment="SHA-256 of the file as it came"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("rows_hash", sa.String(), nullable=False, comment="SHA-256 of its rows as read, kept under UPLOADS"),
        sa.Column("many", sa.Integer(), nullable=False, comment="rows below the headings"),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column(
            "columns",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="for each column: {means, clause}; none until somebody said",
        ),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True, comment="when somebody said: take it in"),
        sa.Column("work", sa.String(), nullable=True, comment="public id of the work that takes it in"),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True, comment="counts by outcome"),
        sa.Column(
            "report_hash", sa.String(), nullable=True, comment="SHA-256 of the report as CSV, kept under UPLOADS"
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_answer_table_added_by_id_person")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_answer_table_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_answer_table_document_id_document")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_answer_table_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_table")),
        sa.UniqueConstraint("public_id", name=op.f("uq_answer_table_public_id")),
    )
    op.create_index(op.f("ix_answer_table_consultation_id"), "answer_table", ["consultation_id"], unique=False)
    op.create_table(
        "submission_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column(
            "file_hash", sa.String(), nullable=False, comment="SHA-256; the file lies under UPLOADS by this name"
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_submission_file_added_by_id_person")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_file_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_file_public_id")),
        sa.UniqueConstraint("submission_id", "file_hash", name=op.f("uq_submission_file_submission_id_file_hash")),
    )
    op.create_index(op.f("ix_submission_file_file_hash"), "submission_file", ["file_hash"], unique=False)
    op.create_table(
        "submission_part",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="its place in the submission, from 1"),
        sa.Column("place", sa.String(), nullable=False, comment="where in it: 'table 3', 'page 4'; may be empty"),
        sa.Column("people", sa.Integer(), nullable=True, comment="how many it speaks for; none: nobody said"),
        sa.Column("agreeing", sa.Integer(), nullable=True, comment="how many of them agree; none: nobody said"),
        sa.CheckConstraint(
            "agreeing IS NULL OR (people IS NOT NULL AND agreeing BETWEEN 0 AND people)",
            name=op.f("ck_submission_part_agreeing"),
        ),
        sa.CheckConstraint("people IS NULL OR people > 0", name=op.f("ck_submission_part_people")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_submission_part_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_part_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_submission_part")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_submission_part_submission_id_position")),
    )
    op.create_table(
        "taken_answer",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False, comment="its row in that file, the headings being row 1"),
        sa.Column("column", sa.Text(), nullable=False, comment="its heading in that file, in small letters"),
        sa.Column(
            "key",
            sa.String(),
            nullable=False,
            comment="SHA-256: of whose it is, the column, and the words or which of several",
        ),
        sa.Column(
            "whose",
            sa.String(),
            nullable=False,
            comment="SHA-256: of the source and its id, else of what was said by whom, when",
        ),
        sa.Column(
            "words", sa.String(), nullable=False, comment="SHA-256 of the words, to tell an answer changed there since"
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_taken_answer_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_taken_answer_document_id_document")),
        sa.ForeignKeyConstraint(["table_id"], ["answer_table.id"], name=op.f("fk_taken_answer_table_id_answer_table")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_taken_answer")),
        sa.UniqueConstraint("document_id", "key", name=op.f("uq_taken_answer_document_id_key")),
    )
    op.create_index(op.f("ix_taken_answer_table_id"), "taken_answer", ["table_id"], unique=False)
    op.create_index("ix_taken_answer_whose", "taken_answer", ["document_id", "whose"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_taken_answer_whose", table_name="taken_answer")
    op.drop_index(op.f("ix_taken_answer_table_id"), table_name="taken_answer")
    op.drop_table("taken_answer")
    op.drop_table("submission_part")
    op.drop_index(op.f("ix_submission_file_file_hash"), table_name="submission_file")
    op.drop_table("submission_file")
    op.drop_index(op.f("ix_answer_table_consultation_id"), table_name="answer_table")
    op.drop_table("answer_table")
    op.drop_index("ix_submission_register", table_name="submission")
    op.drop_table("submission")
