"""A message knows its channel, so that each provider's queue has its own way in the index; a contact when it was written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_channel"
down_revision: str | None = "0008_sign"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.add_column('contact', sa.Column('written_at', INSTANT, nullable=True))
    op.add_column('message', sa.Column('channel', sa.String(), nullable=True))
    op.execute("UPDATE message SET channel = (SELECT contact.channel FROM contact WHERE contact.id = message.contact_id)")
    op.drop_index('ix_message_waiting', table_name='message')
    op.create_index('ix_message_waiting', 'message', ['channel', 'priority', 'not_before', 'id'], unique=False, sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index('ix_message_waiting', table_name='message')
    op.create_index('ix_message_waiting', 'message', ['priority', 'not_before', 'id'], unique=False, sqlite_where=WAITING, postgresql_where=WAITING)
    op.drop_column('message', 'channel')
    op.drop_column('contact', 'written_at')
