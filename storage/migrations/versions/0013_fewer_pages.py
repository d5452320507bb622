"""What waits of one patient is found by when it is due: an index less to keep for each dose that moves.

On PostgreSQL the other indexes of doses keep room on their pages: a dose moves two or three times in its life, and each time all
of them get another entry for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_fewer_pages"
down_revision: str | None = "0012_request"
branch_labels = None
depends_on = None

_MOVED = ("pk_dose", "uq_dose_version_id_local_on_wall_time", "ix_dose_patient_id_due_at")


def upgrade() -> None:
    op.drop_index('ix_dose_patient_id_waiting', table_name='dose')
    if op.get_bind().dialect.name == 'postgresql':
        for index in _MOVED:
            op.execute(f'ALTER INDEX {index} SET (fillfactor = 70)')


def downgrade() -> None:
    waits = sa.text('wake_at IS NOT NULL')
    op.create_index(
        'ix_dose_patient_id_waiting', 'dose', ['patient_id'], unique=False, sqlite_where=waits, postgresql_where=waits
    )
    if op.get_bind().dialect.name == 'postgresql':
        for index in _MOVED:
            op.execute(f'ALTER INDEX {index} RESET (fillfactor)')
