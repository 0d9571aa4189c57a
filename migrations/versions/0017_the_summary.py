"""The cited summary: versions, what they cite, signatures, readings, offered drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('decision_maker',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False, comment='lower case, as invited'),
    sa.Column('person_id', sa.Integer(), nullable=True, comment='who accepted'),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(accepted_at IS NULL) = (person_id IS NULL)', name=op.f('ck_decision_maker_accepted_by_a_person')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_decision_maker_consultation_id_consultation')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['person.id'], name=op.f('fk_decision_maker_invited_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_decision_maker_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_maker')),
    sa.UniqueConstraint('public_id', name=op.f('uq_decision_maker_public_id'))
    )
    with op.batch_alter_table('decision_maker', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_maker_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index('ix_decision_maker_person', ['person_id', 'consultation_id'], unique=False)

    op.create_table('summary',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_summary_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary')),
    sa.UniqueConstraint('consultation_id', name=op.f('uq_summary_consultation_id'))
    )
    op.create_table('summary_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('summary_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read', sa.JSON(), nullable=False, comment='how many contributions and sentences were read'),
    sa.Column('sections', sa.JSON(), nullable=False, comment='[{key, quotes: [{text, reference, why}]}]'),
    sa.ForeignKeyConstraint(['summary_id'], ['summary.id'], name=op.f('fk_summary_draft_summary_id_summary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary_draft')),
    sa.UniqueConstraint('public_id', name=op.f('uq_summary_draft_public_id'))
    )
    with op.batch_alter_table('summary_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_summary_draft_summary_id'), ['summary_id'], unique=False)

    op.create_table('summary_save',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('summary_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('did', sa.String(), nullable=False, comment='what this version changed, in plain words'),
    sa.Column('sections', sa.JSON(), nullable=False, comment='as sections.Section writes itself'),
    sa.Column('hash', sa.String(), nullable=False, comment='SHA-256 of the sections, as canonical JSON: what a signature is under'),
    sa.Column('considered_id', sa.Integer(), nullable=False, comment='the newest contribution somebody had looked at'),
    sa.Column('considered_at', sa.DateTime(timezone=True), nullable=False, comment='edits and withdrawals until then were looked at'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_summary_save_by_id_person')),
    sa.ForeignKeyConstraint(['summary_id'], ['summary.id'], name=op.f('fk_summary_save_summary_id_summary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary_save')),
    sa.UniqueConstraint('summary_id', 'number', name=op.f('uq_summary_save_summary_id_number'))
    )
    op.create_table('summary_publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('summary_id', sa.Integer(), nullable=False),
    sa.Column('save_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False, comment='said, quoted and uncited contributions then'),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_summary_publication_by_id_person')),
    sa.ForeignKeyConstraint(['save_id'], ['summary_save.id'], name=op.f('fk_summary_publication_save_id_summary_save')),
    sa.ForeignKeyConstraint(['summary_id'], ['summary.id'], name=op.f('fk_summary_publication_summary_id_summary')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary_publication')),
    sa.UniqueConstraint('save_id', name=op.f('uq_summary_publication_save_id'))
    )
    with op.batch_alter_table('summary_publication', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_summary_publication_summary_id'), ['summary_id'], unique=False)

    op.create_table('summary_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('save_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False, comment='as shown in public'),
    sa.Column('words', sa.Text(), nullable=False, comment='what they add, if anything; public'),
    sa.Column('hash', sa.String(), nullable=False, comment='of the version that was read'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_summary_reading_person_id_person')),
    sa.ForeignKeyConstraint(['save_id'], ['summary_save.id'], name=op.f('fk_summary_reading_save_id_summary_save')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary_reading')),
    sa.UniqueConstraint('save_id', 'person_id', name=op.f('uq_summary_reading_save_id_person_id'))
    )
    op.create_table('summary_sign_off',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('save_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False, comment='as shown in public'),
    sa.Column('role', sa.String(), nullable=False, comment="as what they sign: 'Head of transport'"),
    sa.Column('hash', sa.String(), nullable=False, comment='of the version that was signed'),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_summary_sign_off_person_id_person')),
    sa.ForeignKeyConstraint(['save_id'], ['summary_save.id'], name=op.f('fk_summary_sign_off_save_id_summary_save')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_summary_sign_off')),
    sa.UniqueConstraint('save_id', 'person_id', name=op.f('uq_summary_sign_off_save_id_person_id'))
    )
    op.create_table('summary_citation',
    sa.Column('save_id', sa.Integer(), nullable=False),
    sa.Column('contribution_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contribution_id'], ['contribution.id'], name=op.f('fk_summary_citation_contribution_id_contribution')),
    sa.ForeignKeyConstraint(['save_id'], ['summary_save.id'], name=op.f('fk_summary_citation_save_id_summary_save')),
    sa.PrimaryKeyConstraint('save_id', 'contribution_id', name=op.f('pk_summary_citation'))
    )
    with op.batch_alter_table('summary_citation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_summary_citation_contribution_id'), ['contribution_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('summary_citation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_summary_citation_contribution_id'))

    op.drop_table('summary_citation')
    op.drop_table('summary_sign_off')
    op.drop_table('summary_reading')
    with op.batch_alter_table('summary_publication', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_summary_publication_summary_id'))

    op.drop_table('summary_publication')
    op.drop_table('summary_save')
    with op.batch_alter_table('summary_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_summary_draft_summary_id'))

    op.drop_table('summary_draft')
    op.drop_table('summary')
    with op.batch_alter_table('decision_maker', schema=None) as batch_op:
        batch_op.drop_index('ix_decision_maker_person')
        batch_op.drop_index(batch_op.f('ix_decision_maker_consultation_id'))

    op.drop_table('decision_maker')
