"""Who may look at the clinic's board: members, and their passes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_board_pass"
down_revision: str | None = "0009_channel"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table('board_member',
    sa.Column('person_id', ID, autoincrement=False, nullable=False),
    sa.Column('added_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_board_member_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_board_member'))
    )
    op.create_table('board_pass',
    sa.Column('id', ID, nullable=False),
    sa.Column('member_id', ID, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('secret_hash', sa.String(), nullable=False),
    sa.Column('from_id', ID, nullable=True),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('expires_at', INSTANT, nullable=False),
    sa.Column('ended_at', INSTANT, nullable=True),
    sa.CheckConstraint("(kind = 'session') = (from_id IS NOT NULL)", name=op.f('ck_board_pass_sessions_begin_with_a_token')),
    sa.CheckConstraint("kind IN ('token', 'session')", name=op.f('ck_board_pass_kind_known')),
    sa.ForeignKeyConstraint(['from_id'], ['board_pass.id'], name=op.f('fk_board_pass_from_id_board_pass')),
    sa.ForeignKeyConstraint(['member_id'], ['board_member.person_id'], name=op.f('fk_board_pass_member_id_board_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_board_pass')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_board_pass_secret_hash'))
    )
    op.create_index(op.f('ix_board_pass_from_id'), 'board_pass', ['from_id'], unique=False)
    op.create_index(op.f('ix_board_pass_member_id'), 'board_pass', ['member_id'], unique=False)


def downgrade() -> None:
    op.drop_table('board_pass')
    op.drop_table('board_member')
