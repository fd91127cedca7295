"""cards are shared"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "cards_are_shared"
down_revision: str | None = "money_comes_by_several_rails"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    now = sa.func.clock_timestamp()
    op.create_table(
        "shared_cards",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("invite_id", sa.BigInteger()),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("inline_message_id", sa.Text()),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("asked_in", sa.BigInteger()),
        sa.Column("shown", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(inline_message_id IS NULL) = (chat_id IS NOT NULL)", name=op.f("ck_shared_cards_place")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_shared_cards_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["invite_id"], ["invites.id"], name=op.f("fk_shared_cards_invite_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_shared_cards_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_cards")),
    )
    op.create_index("uq_shared_cards_inline", "shared_cards", ["inline_message_id"], unique=True)
    op.create_index("uq_shared_cards_asked", "shared_cards", ["chat_id", "asked_in"], unique=True)
    op.create_index("ix_shared_cards_event", "shared_cards", ["event_id"])
    op.create_index(
        "ix_shared_cards_live", "shared_cards", ["due_at", "id"], postgresql_where=sa.text("ended_at IS NULL")
    )


def downgrade() -> None:
    op.drop_table("shared_cards")
