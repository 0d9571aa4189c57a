"""earlier drafts of answers, a library of reasons, a second officer, bulk publication, what authors say of an answer"""

import hashlib
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bulk_publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False, comment='how many went out'),
    sa.Column('warnings', sa.JSON(), nullable=False, comment='what warned, in the words that were shown'),
    sa.Column('reason', sa.Text(), nullable=False, comment='why it went out all the same'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_bulk_publication_by_id_person')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_bulk_publication_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_publication')),
    sa.UniqueConstraint('public_id', name=op.f('uq_bulk_publication_public_id'))
    )
    with op.batch_alter_table('bulk_publication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_publication_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('library_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=True, comment='none: for all'),
    sa.Column('name', sa.String(), nullable=False, comment='short, as officers call it'),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True, comment='offered no longer; what was used stays'),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_library_reason_consultation_id_consultation')),
    sa.ForeignKeyConstraint(['owner_id'], ['organisation.id'], name=op.f('fk_library_reason_owner_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_library_reason')),
    sa.UniqueConstraint('public_id', name=op.f('uq_library_reason_public_id'))
    )
    with op.batch_alter_table('library_reason', schema=None) as batch_op:
        batch_op.create_index('ix_library_reason_owner', ['owner_id', 'consultation_id'], unique=False)

    op.create_table('rule_of_two',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_rule_of_two_by_id_person')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_rule_of_two_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_of_two'))
    )
    with op.batch_alter_table('rule_of_two', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rule_of_two_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('library_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reason_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False, comment='1, 2, 3 ...'),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_library_text_by_id_person')),
    sa.ForeignKeyConstraint(['reason_id'], ['library_reason.id'], name=op.f('fk_library_text_reason_id_library_reason')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_library_text')),
    sa.UniqueConstraint('reason_id', 'number', name=op.f('uq_library_text_reason_id_number'))
    )
    op.create_table('draft_past',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('fate', sa.String(length=24), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended', sa.String(length=24), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['approved_by_id'], ['person.id'], name=op.f('fk_draft_past_approved_by_id_person')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_draft_past_by_id_person')),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_draft_past_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['person.id'], name=op.f('fk_draft_past_ended_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_past'))
    )
    with op.batch_alter_table('draft_past', schema=None) as batch_op:
        batch_op.create_index('ix_draft_past_contribution', ['contribution_id', 'version'], unique=False)

    op.create_table('author_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('fate_entry_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.Column('agrees', sa.Boolean(), nullable=False, comment='whether it is what they meant; else the answer is disputed'),
    sa.Column('words', sa.Text(), nullable=False, comment='theirs, optional, public'),
    sa.Column('way', sa.String(length=24), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True, comment='when the dispute was answered again'),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('hidden_by_id', sa.Integer(), nullable=True),
    sa.Column('hidden_reason', sa.Text(), nullable=True, comment='why its words are not shown; public'),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_author_reply_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['fate_entry_id'], ['fate_entry.id'], name=op.f('fk_author_reply_fate_entry_id_fate_entry')),
    sa.ForeignKeyConstraint(['hidden_by_id'], ['person.id'], name=op.f('fk_author_reply_hidden_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_author_reply')),
    sa.UniqueConstraint('fate_entry_id', name=op.f('uq_author_reply_fate_entry_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_author_reply_public_id'))
    )
    with op.batch_alter_table('author_reply', schema=None) as batch_op:
        batch_op.create_index('ix_author_reply_open', ['contribution_id', 'agrees', 'answered_at'], unique=False)

    op.create_table('reply_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fate_entry_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('way', sa.String(length=24), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False, comment='of the notice; the 28 days count from here'),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True, comment='who printed it for a letter'),
    sa.ForeignKeyConstraint(['fate_entry_id'], ['fate_entry.id'], name=op.f('fk_reply_link_fate_entry_id_fate_entry')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_reply_link_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_reply_link_token_hash'))
    )
    with op.batch_alter_table('reply_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_link_fate_entry_id'), ['fate_entry_id'], unique=False)

    with op.batch_alter_table('fate_entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False, comment='how many drafts there were, with it'))
        batch_op.add_column(sa.Column('reason_key', sa.String(), server_default='', nullable=False, comment='the same for reasons that differ in nothing a reader hears'))
        batch_op.add_column(sa.Column('library_text_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('bulk_id', sa.Integer(), nullable=True, comment='the bulk publication it went out with'))
        batch_op.add_column(sa.Column('approved_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('approved_mark', sa.String(), nullable=True, comment='SHA-256 of exactly what was approved'))
        batch_op.create_index(batch_op.f('ix_fate_entry_bulk_id'), ['bulk_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fate_entry_library_text_id'), ['library_text_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_fate_entry_library_text_id_library_text'), 'library_text', ['library_text_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_fate_entry_approved_by_id_person'), 'person', ['approved_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_fate_entry_bulk_id_bulk_publication'), 'bulk_publication', ['bulk_id'], ['id'])

    _name_reasons()


AT_ONCE = 1_000


def _name_reasons() -> None:
    """Give the reasons there are their keys, a thousand answers at a time."""
    entries = sa.table("fate_entry", sa.column("id"), sa.column("reason"), sa.column("reason_key"))
    connection, last = op.get_bind(), 0
    while True:
        rows = connection.execute(
            sa.select(entries.c.id, entries.c.reason).where(entries.c.id > last).order_by(entries.c.id).limit(AT_ONCE)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        keyed = [{"entry": row.id, "key": _key(row.reason)} for row in rows if row.reason]
        if keyed:
            connection.execute(
                sa.update(entries).where(entries.c.id == sa.bindparam("entry")).values(reason_key=sa.bindparam("key")),
                keyed,
            )


def _key(reason: str) -> str:
    words = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", reason).casefold()).strip()
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:32] if words else ""


def downgrade() -> None:
    with op.batch_alter_table('fate_entry', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_fate_entry_bulk_id_bulk_publication'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_fate_entry_approved_by_id_person'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_fate_entry_library_text_id_library_text'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_fate_entry_library_text_id'))
        batch_op.drop_index(batch_op.f('ix_fate_entry_bulk_id'))
        batch_op.drop_column('approved_mark')
        batch_op.drop_column('approved_at')
        batch_op.drop_column('approved_by_id')
        batch_op.drop_column('bulk_id')
        batch_op.drop_column('library_text_id')
        batch_op.drop_column('reason_key')
        batch_op.drop_column('version')

    with op.batch_alter_table('reply_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reply_link_fate_entry_id'))

    op.drop_table('reply_link')
    with op.batch_alter_table('author_reply', schema=None) as batch_op:
        batch_op.drop_index('ix_author_reply_open')

    op.drop_table('author_reply')
    with op.batch_alter_table('draft_past', schema=None) as batch_op:
        batch_op.drop_index('ix_draft_past_contribution')

    op.drop_table('draft_past')
    op.drop_table('library_text')
    with op.batch_alter_table('rule_of_two', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rule_of_two_consultation_id'))

    op.drop_table('rule_of_two')
    with op.batch_alter_table('library_reason', schema=None) as batch_op:
        batch_op.drop_index('ix_library_reason_owner')

    op.drop_table('library_reason')
    with op.batch_alter_table('bulk_publication', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_publication_consultation_id'))

    op.drop_table('bulk_publication')
