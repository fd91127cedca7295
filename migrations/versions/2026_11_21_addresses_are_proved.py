"""addresses are proved"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "addresses_are_proved"
down_revision: str | None = "a_ticket_is_found_in_its_chat"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "email_codes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("sent", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_email_codes_tries")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_email_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_codes")),
    )
    op.create_index("ix_email_codes_user", "email_codes", ["user_id", "id"])
    op.create_index("ix_email_codes_address", "email_codes", [sa.text("lower(address)")])
    op.create_index("ix_email_codes_created", "email_codes", ["created_at"])


def downgrade() -> None:
    op.drop_table("email_codes")
