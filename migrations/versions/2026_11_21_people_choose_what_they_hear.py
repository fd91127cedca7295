"""people choose what they hear"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "people_choose_what_they_hear"
down_revision: str | None = "words_are_found_by_their_parts"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # A constant default writes no row: as cheap for a million people as for none.
    op.add_column("users", sa.Column("muted", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column("users", "muted")
