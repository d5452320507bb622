"""A message knows the request that it answers, for the logs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_request"
down_revision: str | None = "0011_erasure"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('message', sa.Column('request', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('message', 'request')
