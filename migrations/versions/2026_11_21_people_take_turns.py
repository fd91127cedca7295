"""people take turns"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "people_take_turns"
down_revision: str | None = "admins_are_told_unasked"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITS = sa.text("status IN ('queued', 'sending')")
SENDING = sa.text("status = 'sending'")


def upgrade() -> None:
    op.create_index("ix_outbox_line", "outbox", ["user_id", "id"], postgresql_where=WAITS)
    op.create_index("ix_outbox_sending", "outbox", ["user_id"], postgresql_where=SENDING)
    op.drop_index("ix_outbox_due", table_name="outbox")


def downgrade() -> None:
    op.create_index("ix_outbox_due", "outbox", ["due_at", "id"], postgresql_where=WAITS)
    op.drop_index("ix_outbox_sending", table_name="outbox")
    op.drop_index("ix_outbox_line", table_name="outbox")
