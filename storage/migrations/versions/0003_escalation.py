"""Calls for help with what happened in them, and check-ins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_escalation"
down_revision: str | None = "0002_invitation"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table('check_in',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('asked_at', INSTANT, nullable=False),
    sa.Column('question', sa.String(), nullable=True),
    sa.Column('answers_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('grade', sa.String(), nullable=True),
    sa.Column('ended_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_check_in_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in'))
    )
    op.create_index('ix_check_in_open', 'check_in', ['patient_id'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index(op.f('ix_check_in_patient_id_asked_at'), 'check_in', ['patient_id', 'asked_at'], unique=False)
    op.create_table('escalation',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('tier', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('opened_at', INSTANT, nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('round_since', INSTANT, nullable=False),
    sa.Column('because_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('told', sa.String(), nullable=False),
    sa.Column('tried', sa.String(), nullable=False),
    sa.Column('declined', sa.String(), nullable=False),
    sa.Column('held_by', ID, nullable=True),
    sa.Column('held_at', INSTANT, nullable=True),
    sa.Column('asks', sa.Integer(), nullable=False),
    sa.Column('called_off', sa.Integer(), nullable=False),
    sa.Column('wake_at', INSTANT, nullable=True),
    sa.Column('ended_at', INSTANT, nullable=True),
    sa.Column('ended_by', ID, nullable=True),
    sa.CheckConstraint("state IN ('warned', 'open', 'acknowledged', 'spoken', 'closed', 'withdrawn', 'exhausted')", name=op.f('ck_escalation_state_known')),
    sa.CheckConstraint("tier IN ('red', 'urgent', 'amber')", name=op.f('ck_escalation_tier_known')),
    sa.CheckConstraint('(ended_at IS NULL) = (wake_at IS NOT NULL)', name=op.f('ck_escalation_awake_until_ended')),
    sa.CheckConstraint('called_off IN (0, 1)', name=op.f('ck_escalation_called_off_yes_no')),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_escalation_ended_by_person')),
    sa.ForeignKeyConstraint(['held_by'], ['person.id'], name=op.f('fk_escalation_held_by_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_escalation_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalation'))
    )
    op.create_index('ix_escalation_in_progress', 'escalation', ['patient_id'], unique=False, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index(op.f('ix_escalation_patient_id_opened_at'), 'escalation', ['patient_id', 'opened_at'], unique=False)
    op.create_index('ix_escalation_wake_at', 'escalation', ['wake_at'], unique=False, sqlite_where=sa.text('wake_at IS NOT NULL'), postgresql_where=sa.text('wake_at IS NOT NULL'))
    op.create_table('escalation_event',
    sa.Column('id', ID, nullable=False),
    sa.Column('escalation_id', ID, nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('person_id', ID, nullable=True),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['escalation_id'], ['escalation.id'], name=op.f('fk_escalation_event_escalation_id_escalation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_escalation_event_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_escalation_event'))
    )
    op.create_index(op.f('ix_escalation_event_escalation_id_at'), 'escalation_event', ['escalation_id', 'at'], unique=False)


def downgrade() -> None:
    op.drop_table('escalation_event')
    op.drop_table('escalation')
    op.drop_table('check_in')
