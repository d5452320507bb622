"""Invitations; what an inbound message is about beside its words; which sent message a new one takes the place of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_invitation"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table('invitation',
    sa.Column('id', ID, nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('patient_id', ID, nullable=True),
    sa.Column('person_id', ID, nullable=True),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('expires_at', INSTANT, nullable=False),
    sa.Column('used_at', INSTANT, nullable=True),
    sa.Column('used_by', ID, nullable=True),
    sa.CheckConstraint("role IN ('patient', 'caregiver')", name=op.f('ck_invitation_role_known')),
    sa.CheckConstraint('patient_id IS NOT NULL OR person_id IS NOT NULL', name=op.f('ck_invitation_for_somebody')),
    sa.CheckConstraint('(used_at IS NULL) = (used_by IS NULL)', name=op.f('ck_invitation_used_by_somebody')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_invitation_patient_id_patient')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_invitation_person_id_person')),
    sa.ForeignKeyConstraint(['used_by'], ['contact.id'], name=op.f('fk_invitation_used_by_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    op.create_index(op.f('ix_invitation_patient_id'), 'invitation', ['patient_id'], unique=False)
    op.create_index(op.f('ix_invitation_person_id'), 'invitation', ['person_id'], unique=False)
    op.add_column('inbox', sa.Column('about_sealed', sa.LargeBinary(), nullable=True))
    op.add_column('message', sa.Column('edits', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('message', 'edits')
    op.drop_column('inbox', 'about_sealed')
    op.drop_table('invitation')
