"""Plans that are being handed over in chat, and the codes by which a clinic releases a blocked plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_plan_talk"
down_revision: str | None = "0005_question"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table('plan_talk',
    sa.Column('patient_id', ID, autoincrement=False, nullable=False),
    sa.Column('talk_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_plan_talk_patient_id_patient')),
    sa.PrimaryKeyConstraint('patient_id', name=op.f('pk_plan_talk'))
    )
    op.create_table('release_code',
    sa.Column('id', ID, nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('patient_id', ID, nullable=False),
    sa.Column('version_id', ID, nullable=False),
    sa.Column('by_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('expires_at', INSTANT, nullable=False),
    sa.Column('used_at', INSTANT, nullable=True),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.CheckConstraint('wrong >= 0', name=op.f('ck_release_code_wrong_from_none')),
    sa.ForeignKeyConstraint(['patient_id'], ['patient.id'], name=op.f('fk_release_code_patient_id_patient')),
    sa.ForeignKeyConstraint(['version_id'], ['plan_version.id'], name=op.f('fk_release_code_version_id_plan_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_code')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_release_code_code_hash'))
    )
    op.create_index(op.f('ix_release_code_patient_id'), 'release_code', ['patient_id'], unique=False)


def downgrade() -> None:
    op.drop_table('release_code')
    op.drop_table('plan_talk')
