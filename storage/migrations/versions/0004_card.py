"""The enrolment card: address, key, numbers to ring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_card"
down_revision: str | None = "0003_escalation"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table('card',
    sa.Column('patient_id', ID, autoincrement=False, nullable=False),
    sa.Column('address_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('key_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('callback_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('clinic_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('clinic_hours_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('out_of_hours_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('out_of_hours_hours_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('local_emergency_sealed', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_card_patient_id_patient')),
    sa.PrimaryKeyConstraint('patient_id', name=op.f('pk_card'))
    )


def downgrade() -> None:
    op.drop_table('card')
