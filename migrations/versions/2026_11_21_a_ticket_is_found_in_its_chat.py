"""a ticket is found in its chat"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "a_ticket_is_found_in_its_chat"
down_revision: str | None = "places_are_on_the_map"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("bookings", sa.Column("ticket_message_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("bookings", "ticket_message_id")
