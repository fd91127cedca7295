"""places are on the map"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "places_are_on_the_map"
down_revision: str | None = "people_take_turns"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BOUNDS = {
    "point": "(latitude IS NULL) = (longitude IS NULL)",
    "latitude": "latitude BETWEEN -90 AND 90",
    "longitude": "longitude BETWEEN -180 AND 180",
}


def upgrade() -> None:
    op.add_column("events", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("events", sa.Column("longitude", sa.Double(), nullable=True))
    for name, rule in BOUNDS.items():
        op.create_check_constraint(op.f(f"ck_events_{name}"), "events", rule)


def downgrade() -> None:
    for name in reversed(BOUNDS):
        op.drop_constraint(op.f(f"ck_events_{name}"), "events", type_="check")
    op.drop_column("events", "longitude")
    op.drop_column("events", "latitude")
