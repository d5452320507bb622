"""One phone, several people: who of them has agreed, and who wrote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_shared"
down_revision: str | None = "0006_plan_talk"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column('person_contact', sa.Column('waits', sa.Integer(), server_default='0', nullable=False))
    op.add_column('inbox', sa.Column('written_by', ID, nullable=True))


def downgrade() -> None:
    op.drop_column('inbox', 'written_by')
    op.drop_column('person_contact', 'waits')
