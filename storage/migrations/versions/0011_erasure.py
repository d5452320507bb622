"""That somebody was erased, without a word of whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_erasure"
down_revision: str | None = "0010_board_pass"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
PENDING = sa.text("person_id IS NOT NULL")


def upgrade() -> None:
    op.create_table('erasure',
    sa.Column('id', ID, nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('was', sa.String(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('person_id', ID, nullable=True),
    sa.Column('ended_at', INSTANT, nullable=True),
    sa.CheckConstraint("by IN ('person', 'operator', 'time')", name=op.f('ck_erasure_by_known')),
    sa.CheckConstraint("was IN ('patient', 'caregiver', 'stranger')", name=op.f('ck_erasure_was_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_erasure_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    op.create_index('ix_erasure_pending', 'erasure', ['person_id'], unique=False, sqlite_where=PENDING, postgresql_where=PENDING)


def downgrade() -> None:
    op.drop_index('ix_erasure_pending', table_name='erasure')
    op.drop_table('erasure')
