"""Rows that cannot be read are set aside, and nobody else waits for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_set_aside"
down_revision: str | None = "0013_fewer_pages"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table('set_aside',
    sa.Column('id', ID, nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('row_id', ID, nullable=False),
    sa.Column('since', INSTANT, nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('again_at', INSTANT, nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.CheckConstraint(
        "what IN ('escalation', 'dose', 'watch', 'version', 'message', 'patient')", name=op.f('ck_set_aside_what_known')
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_set_aside')),
    sa.UniqueConstraint('what', 'row_id', name=op.f('uq_set_aside_what_row_id'))
    )


def downgrade() -> None:
    op.drop_table('set_aside')
