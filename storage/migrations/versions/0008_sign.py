"""Signs that somebody told of, message by message."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_sign"
down_revision: str | None = "0007_shared"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table('sign',
    sa.Column('id', ID, nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('told_at', INSTANT, nullable=False),
    sa.Column('symptoms_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('grade', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_sign_patient_id_patient')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign'))
    )
    op.create_index(op.f('ix_sign_patient_id_told_at'), 'sign', ['patient_id', 'told_at'], unique=False)


def downgrade() -> None:
    op.drop_table('sign')
