"""Everything that cannot be added later: people, plans, doses, messages, the inbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
LOCAL_DATE = sa.Date().with_variant(sa.String(), "sqlite")


def upgrade() -> None:
    op.create_table('contact',
    sa.Column('id', ID, nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('address_hash', sa.String(), nullable=False),
    sa.Column('address_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('reach', sa.String(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.CheckConstraint("reach IN ('new', 'on', 'off')", name=op.f('ck_contact_reach_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('channel', 'address_hash', name=op.f('uq_contact_channel_address_hash'))
    )
    op.create_table('note',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_note'))
    )
    op.create_table('person',
    sa.Column('id', ID, nullable=False),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('call_me_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('zone', sa.String(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=True),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_table('consent',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('contact_id', ID, nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('given', sa.Integer(), nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.CheckConstraint('given IN (0, 1)', name=op.f('ck_consent_given_yes_no')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_consent_contact_id_contact')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_contact_id_at'), 'consent', ['contact_id', 'at'], unique=False)
    op.create_index(op.f('ix_consent_person_id'), 'consent', ['person_id'], unique=False)
    op.create_table('conversation',
    sa.Column('contact_id', ID, autoincrement=False, nullable=False),
    sa.Column('about', ID, nullable=True),
    sa.Column('question', sa.String(), nullable=True),
    sa.Column('slots_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('asked_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['about'], ['person.id'], name=op.f('fk_conversation_about_person')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_conversation_contact_id_contact')),
    sa.PrimaryKeyConstraint('contact_id', name=op.f('pk_conversation'))
    )
    op.create_table('inbox',
    sa.Column('id', ID, nullable=False),
    sa.Column('provider', sa.String(), nullable=False),
    sa.Column('provider_id', sa.String(), nullable=False),
    sa.Column('contact_id', ID, nullable=False),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('received_at', INSTANT, nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('lease_until', INSTANT, nullable=True),
    sa.Column('handled_at', INSTANT, nullable=True),
    sa.Column('dead', sa.Integer(), nullable=False),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint('dead IN (0, 1)', name=op.f('ck_inbox_dead_yes_no')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_inbox_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox')),
    sa.UniqueConstraint('provider', 'provider_id', name=op.f('uq_inbox_provider_provider_id'))
    )
    op.create_index(op.f('ix_inbox_contact_id_received_at'), 'inbox', ['contact_id', 'received_at'], unique=False)
    op.create_index('ix_inbox_unhandled', 'inbox', ['id'], unique=False, sqlite_where=sa.text('handled_at IS NULL'), postgresql_where=sa.text('handled_at IS NULL'))
    op.create_index('ix_inbox_unhandled_contact_id', 'inbox', ['contact_id', 'id'], unique=False, sqlite_where=sa.text('handled_at IS NULL'), postgresql_where=sa.text('handled_at IS NULL'))
    op.create_table('patient',
    sa.Column('id', ID, autoincrement=False, nullable=False),
    sa.Column('wording', sa.String(), nullable=False),
    sa.Column('policy', sa.String(), nullable=False),
    sa.Column('enrolled_at', INSTANT, nullable=False),
    sa.Column('paused_until', INSTANT, nullable=True),
    sa.CheckConstraint("wording IN ('discreet', 'full')", name=op.f('ck_patient_wording_known')),
    sa.ForeignKeyConstraint(['id'], ['person.id'], name=op.f('fk_patient_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_patient'))
    )
    op.create_table('person_contact',
    sa.Column('person_id', ID, nullable=False),
    sa.Column('contact_id', ID, nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.CheckConstraint('rank >= 1', name=op.f('ck_person_contact_rank_from_one')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_person_contact_contact_id_contact')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_contact_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'contact_id', name=op.f('pk_person_contact'))
    )
    op.create_index(op.f('ix_person_contact_contact_id'), 'person_contact', ['contact_id'], unique=False)
    op.create_table('person_role',
    sa.Column('person_id', ID, nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.CheckConstraint("role IN ('patient', 'caregiver', 'prescriber')", name=op.f('ck_person_role_role_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_role_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'role', name=op.f('pk_person_role'))
    )
    op.create_table('care_link',
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('carer_id', ID, nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('since_at', INSTANT, nullable=False),
    sa.CheckConstraint("role IN ('patient', 'caregiver', 'prescriber')", name=op.f('ck_care_link_role_known')),
    sa.CheckConstraint("state IN ('invited', 'agreed', 'left')", name=op.f('ck_care_link_state_known')),
    sa.CheckConstraint('rank >= 1', name=op.f('ck_care_link_rank_from_one')),
    sa.ForeignKeyConstraint(['carer_id'], ['person.id'], name=op.f('fk_care_link_carer_id_person')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_care_link_patient_id_patient')),
    sa.PrimaryKeyConstraint('patient_id', 'carer_id', name=op.f('pk_care_link'))
    )
    op.create_index(op.f('ix_care_link_carer_id'), 'care_link', ['carer_id'], unique=False)
    op.create_table('medicine',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('ordered_quantity', sa.String(), nullable=True),
    sa.Column('ordered_at', INSTANT, nullable=True),
    sa.CheckConstraint('(ordered_quantity IS NULL) = (ordered_at IS NULL)', name=op.f('ck_medicine_ordered_both')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_medicine_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_medicine'))
    )
    op.create_index(op.f('ix_medicine_patient_id'), 'medicine', ['patient_id'], unique=False)
    op.create_table('watch',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('wake_at', INSTANT, nullable=True),
    sa.Column('memo', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_watch_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watch')),
    sa.UniqueConstraint('patient_id', 'kind', name=op.f('uq_watch_patient_id_kind'))
    )
    op.create_index('ix_watch_wake_at', 'watch', ['wake_at'], unique=False, sqlite_where=sa.text('wake_at IS NOT NULL'), postgresql_where=sa.text('wake_at IS NOT NULL'))
    op.create_table('plan_version',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('medicine_id', ID, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('prescriber_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('change', sa.String(), nullable=False),
    sa.Column('begins_at', INSTANT, nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('decided_by_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('confirmed_by_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('confirmed_at', INSTANT, nullable=True),
    sa.Column('why_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('planned_until', INSTANT, nullable=True),
    sa.Column('wake_at', INSTANT, nullable=True),
    sa.CheckConstraint("change IN ('start', 'amend', 'hold', 'step_back', 'restart', 'end', 'zone')", name=op.f('ck_plan_version_change_known')),
    sa.CheckConstraint("state IN ('waiting', 'blocked', 'watch', 'active', 'ended', 'replaced')", name=op.f('ck_plan_version_state_known')),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicine.id'], name=op.f('fk_plan_version_medicine_id_medicine')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_plan_version_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_version')),
    sa.UniqueConstraint('medicine_id', 'number', name=op.f('uq_plan_version_medicine_id_number'))
    )
    op.create_index(op.f('ix_plan_version_patient_id'), 'plan_version', ['patient_id'], unique=False)
    op.create_index('ix_plan_version_wake_at', 'plan_version', ['wake_at'], unique=False, sqlite_where=sa.text('wake_at IS NOT NULL'), postgresql_where=sa.text('wake_at IS NOT NULL'))
    op.create_table('stock',
    sa.Column('medicine_id', ID, nullable=False),
    sa.Column('strength', sa.String(), nullable=False),
    sa.Column('quantity', sa.String(), nullable=False),
    sa.Column('changed_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicine.id'], name=op.f('fk_stock_medicine_id_medicine')),
    sa.PrimaryKeyConstraint('medicine_id', 'strength', name=op.f('pk_stock'))
    )
    op.create_table('stock_history',
    sa.Column('id', ID, nullable=False),
    sa.Column('medicine_id', ID, nullable=False),
    sa.Column('strength', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=True),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicine.id'], name=op.f('fk_stock_history_medicine_id_medicine')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_history'))
    )
    op.create_index(op.f('ix_stock_history_medicine_id_at'), 'stock_history', ['medicine_id', 'at'], unique=False)
    op.create_table('dose',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('medicine_id', ID, nullable=False),
    sa.Column('version_id', ID, nullable=False),
    sa.Column('due_at', INSTANT, nullable=False),
    sa.Column('local_on', LOCAL_DATE, nullable=False),
    sa.Column('wall_time', sa.String(), nullable=False),
    sa.Column('mg', sa.String(), nullable=False),
    sa.Column('pieces', sa.String(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('window_ends_at', INSTANT, nullable=False),
    sa.Column('wake_at', INSTANT, nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('prompted_at', INSTANT, nullable=True),
    sa.Column('nudges', sa.Integer(), nullable=False),
    sa.Column('letter', sa.String(), nullable=True),
    sa.Column('taken_mg', sa.String(), nullable=True),
    sa.Column('taken_at', INSTANT, nullable=True),
    sa.Column('answered_at', INSTANT, nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('receipt_owed', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'taken' OR taken_at IS NOT NULL", name=op.f('ck_dose_taken_when')),
    sa.CheckConstraint("state IN ('planned', 'due', 'taken', 'skipped', 'missed', 'replaced')", name=op.f('ck_dose_state_known')),
    sa.CheckConstraint('receipt_owed IN (0, 1)', name=op.f('ck_dose_receipt_owed_yes_no')),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicine.id'], name=op.f('fk_dose_medicine_id_medicine')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_dose_patient_id_patient')),
    sa.ForeignKeyConstraint(['version_id'], ['plan_version.id'], name=op.f('fk_dose_version_id_plan_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dose')),
    sa.UniqueConstraint('version_id', 'local_on', 'wall_time', name=op.f('uq_dose_version_id_local_on_wall_time'))
    )
    op.create_index(op.f('ix_dose_patient_id_due_at'), 'dose', ['patient_id', 'due_at'], unique=False)
    op.create_index('ix_dose_patient_id_waiting', 'dose', ['patient_id'], unique=False, sqlite_where=sa.text('wake_at IS NOT NULL'), postgresql_where=sa.text('wake_at IS NOT NULL'))
    op.create_index('ix_dose_wake_at', 'dose', ['wake_at'], unique=False, sqlite_where=sa.text('wake_at IS NOT NULL'), postgresql_where=sa.text('wake_at IS NOT NULL'))
    op.create_table('message',
    sa.Column('id', ID, nullable=False),
    sa.Column('person_id', ID, nullable=False),
    sa.Column('contact_id', ID, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('not_before', INSTANT, nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('slots_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('patient_id', ID, nullable=True),
    sa.Column('dose_ids', sa.String(), nullable=True),
    sa.Column('version_id', ID, nullable=True),
    sa.Column('due_at', INSTANT, nullable=True),
    sa.Column('expires_at', INSTANT, nullable=True),
    sa.Column('budgeted', sa.Integer(), nullable=False),
    sa.Column('even_unconsented', sa.Integer(), nullable=False),
    sa.Column('buttons', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease_until', INSTANT, nullable=True),
    sa.Column('sending_at', INSTANT, nullable=True),
    sa.Column('sent_at', INSTANT, nullable=True),
    sa.Column('settled_at', INSTANT, nullable=True),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('provider_id', sa.String(), nullable=True),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'leased', 'sending', 'sent', 'delivered', 'unknown', 'failed', 'dropped')", name=op.f('ck_message_state_known')),
    sa.CheckConstraint("state NOT IN ('leased', 'sending') OR lease_until IS NOT NULL", name=op.f('ck_message_in_flight_leased')),
    sa.CheckConstraint('budgeted IN (0, 1)', name=op.f('ck_message_budgeted_yes_no')),
    sa.CheckConstraint('even_unconsented IN (0, 1)', name=op.f('ck_message_even_unconsented_yes_no')),
    sa.CheckConstraint('priority BETWEEN 0 AND 4', name=op.f('ck_message_priority_known')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_message_contact_id_contact')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_message_patient_id_patient')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_message_person_id_person')),
    sa.ForeignKeyConstraint(['version_id'], ['plan_version.id'], name=op.f('fk_message_version_id_plan_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('key', name=op.f('uq_message_key'))
    )
    op.create_index('ix_message_in_flight', 'message', ['contact_id'], unique=False, sqlite_where=sa.text("state IN ('leased', 'sending')"), postgresql_where=sa.text("state IN ('leased', 'sending')"))
    op.create_index(op.f('ix_message_patient_id_created_at'), 'message', ['patient_id', 'created_at'], unique=False)
    op.create_index(op.f('ix_message_person_id_created_at'), 'message', ['person_id', 'created_at'], unique=False)
    op.create_index('ix_message_speaks_of_doses', 'message', ['patient_id'], unique=False, sqlite_where=sa.text("state = 'waiting' AND dose_ids IS NOT NULL"), postgresql_where=sa.text("state = 'waiting' AND dose_ids IS NOT NULL"))
    op.create_index('ix_message_unknown', 'message', ['id'], unique=False, sqlite_where=sa.text("state = 'unknown'"), postgresql_where=sa.text("state = 'unknown'"))
    op.create_index('ix_message_waiting', 'message', ['priority', 'not_before', 'id'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('intake',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('medicine_id', ID, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('mg', sa.String(), nullable=True),
    sa.Column('pieces', sa.String(), nullable=False),
    sa.Column('taken_at', INSTANT, nullable=False),
    sa.Column('recorded_at', INSTANT, nullable=False),
    sa.Column('dose_id', ID, nullable=True),
    sa.Column('told_by', ID, nullable=True),
    sa.Column('undone_at', INSTANT, nullable=True),
    sa.CheckConstraint("kind <> 'dose' OR dose_id IS NOT NULL", name=op.f('ck_intake_dose_named')),
    sa.CheckConstraint("kind IN ('dose', 'extra', 'loose')", name=op.f('ck_intake_kind_known')),
    sa.ForeignKeyConstraint(['dose_id'], ['dose.id'], name=op.f('fk_intake_dose_id_dose')),
    sa.ForeignKeyConstraint(['medicine_id'], ['medicine.id'], name=op.f('fk_intake_medicine_id_medicine')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_intake_patient_id_patient')),
    sa.ForeignKeyConstraint(['told_by'], ['person.id'], name=op.f('fk_intake_told_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake'))
    )
    op.create_index(op.f('ix_intake_dose_id'), 'intake', ['dose_id'], unique=False)
    op.create_index(op.f('ix_intake_patient_id_taken_at'), 'intake', ['patient_id', 'taken_at'], unique=False)
    op.create_table('receipt',
    sa.Column('id', ID, nullable=False),
    sa.Column('message_id', ID, nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_receipt_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sa.UniqueConstraint('message_id', 'status', name=op.f('uq_receipt_message_id_status'))
    )
    op.create_table('answer',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('contact_id', ID, nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('recorded_at', INSTANT, nullable=False),
    sa.Column('dose_id', ID, nullable=True),
    sa.Column('before_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('intake_id', ID, nullable=True),
    sa.Column('stock_before', sa.String(), nullable=True),
    sa.Column('undone_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_answer_contact_id_contact')),
    sa.ForeignKeyConstraint(['dose_id'], ['dose.id'], name=op.f('fk_answer_dose_id_dose')),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_answer_intake_id_intake')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_answer_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer'))
    )
    op.create_index(op.f('ix_answer_patient_id_recorded_at'), 'answer', ['patient_id', 'recorded_at'], unique=False)


def downgrade() -> None:
    op.drop_table('answer')
    op.drop_table('receipt')
    op.drop_table('intake')
    op.drop_table('message')
    op.drop_table('dose')
    op.drop_table('stock_history')
    op.drop_table('stock')
    op.drop_table('plan_version')
    op.drop_table('watch')
    op.drop_table('medicine')
    op.drop_table('care_link')
    op.drop_table('person_role')
    op.drop_table('person_contact')
    op.drop_table('patient')
    op.drop_table('inbox')
    op.drop_table('conversation')
    op.drop_table('consent')
    op.drop_table('person')
    op.drop_table('note')
    op.drop_table('contact')
