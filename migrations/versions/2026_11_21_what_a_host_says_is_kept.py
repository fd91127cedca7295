"""what a host says is kept"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "what_a_host_says_is_kept"
down_revision: str | None = "hosts_write_to_guests"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger()),
        sa.Column("fields", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("was", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("asking", sa.Text()),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_drafts_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_user", "drafts", ["user_id", "id"])
    op.create_index("ix_drafts_event", "drafts", ["event_id"], postgresql_where=sa.text("event_id IS NOT NULL"))
    op.create_index(
        "uq_drafts_event",
        "drafts",
        ["user_id", "event_id"],
        unique=True,
        postgresql_where=sa.text("event_id IS NOT NULL"),
    )
    op.create_index(
        "uq_drafts_asking", "drafts", ["user_id"], unique=True, postgresql_where=sa.text("asking IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_table("drafts")
