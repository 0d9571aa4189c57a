"""what was done to many at once, and the index of words"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


SQLITE = (
    """CREATE VIRTUAL TABLE contribution_words USING fts5(body, author_name, content='contribution', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER contribution_words_insert AFTER INSERT ON contribution BEGIN INSERT INTO contribution_words(rowid, body, author_name) VALUES (new.id, new.body, new.author_name); END""",
    """CREATE TRIGGER contribution_words_delete AFTER DELETE ON contribution BEGIN INSERT INTO contribution_words(contribution_words, rowid, body, author_name) VALUES ('delete', old.id, old.body, old.author_name); END""",
    """CREATE TRIGGER contribution_words_update AFTER UPDATE OF body, author_name ON contribution BEGIN INSERT INTO contribution_words(contribution_words, rowid, body, author_name) VALUES ('delete', old.id, old.body, old.author_name); INSERT INTO contribution_words(rowid, body, author_name) VALUES (new.id, new.body, new.author_name); END""",
    """CREATE VIRTUAL TABLE suggested_change_words USING fts5(text, content='suggested_change', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER suggested_change_words_insert AFTER INSERT ON suggested_change BEGIN INSERT INTO suggested_change_words(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER suggested_change_words_delete AFTER DELETE ON suggested_change BEGIN INSERT INTO suggested_change_words(suggested_change_words, rowid, text) VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER suggested_change_words_update AFTER UPDATE OF text ON suggested_change BEGIN INSERT INTO suggested_change_words(suggested_change_words, rowid, text) VALUES ('delete', old.id, old.text); INSERT INTO suggested_change_words(rowid, text) VALUES (new.id, new.text); END""",
)
POSTGRESQL = (
    """DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS unaccent;
EXCEPTION WHEN OTHERS THEN NULL;  -- not ours to make here: accents then count
END$$""",
    """DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'fairdraft') THEN
    CREATE TEXT SEARCH DICTIONARY fairdraft_stem (TEMPLATE = snowball, LANGUAGE = english);
    CREATE TEXT SEARCH CONFIGURATION fairdraft (COPY = simple);
    ALTER TEXT SEARCH CONFIGURATION fairdraft ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH fairdraft_stem;
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'unaccent') THEN
      ALTER TEXT SEARCH CONFIGURATION fairdraft ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, fairdraft_stem;
    END IF;
  END IF;
END$$""",
    """CREATE INDEX ix_contribution_words ON contribution USING gin (to_tsvector('fairdraft', coalesce(contribution.body, '') || ' ' || coalesce(contribution.author_name, '')))""",
    """CREATE INDEX ix_suggested_change_words ON suggested_change USING gin (to_tsvector('fairdraft', coalesce(suggested_change.text, '')))""",
)


def upgrade() -> None:
    _tables()
    connection = op.get_bind()
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "sqlite":
        for table in ("contribution", "suggested_change"):
            op.execute(f"INSERT INTO {table}_words({table}_words) VALUES ('rebuild')")


def _tables() -> None:
    op.create_table('desk_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verb', sa.String(), nullable=False, comment='what was done, as in acts.VERBS'),
    sa.Column('said', sa.String(), nullable=False, comment='what was done, in plain words'),
    sa.Column('before', sa.JSON(), nullable=False, comment='what it needs to be undone'),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_desk_act_by_id_person')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_desk_act_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_act')),
    sa.UniqueConstraint('public_id', name=op.f('uq_desk_act_public_id'))
    )
    with op.batch_alter_table('desk_act', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_desk_act_consultation_id'), ['consultation_id'], unique=False)



def downgrade() -> None:
    connection = op.get_bind()
    for table in ("contribution", "suggested_change"):
        if connection.dialect.name == "postgresql":
            op.drop_index(f"ix_{table}_words", table_name=table)
        else:
            for event in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {table}_words_{event}")
            op.drop_table(f"{table}_words")
    if connection.dialect.name == "postgresql":
        op.execute("DROP TEXT SEARCH CONFIGURATION fairdraft")
        op.execute("DROP TEXT SEARCH DICTIONARY fairdraft_stem")
    with op.batch_alter_table('desk_act', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_desk_act_consultation_id'))

    op.drop_table('desk_act')
