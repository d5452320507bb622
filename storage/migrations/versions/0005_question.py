"""What people want to ask their prescriber."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_question"
down_revision: str | None = "0004_card"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table('prescriber_question',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('said_at', INSTANT, nullable=False),
    sa.Column('taken_back_at', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_prescriber_question_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prescriber_question'))
    )
    op.create_index(op.f('ix_prescriber_question_patient_id'), 'prescriber_question', ['patient_id'], unique=False)


def downgrade() -> None:
    op.drop_table('prescriber_question')
