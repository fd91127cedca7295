"""words are found by their parts"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "words_are_found_by_their_parts"
down_revision: str | None = "money_has_a_ledger"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A server whose ctype is C sees no letters in Cyrillic, so pg_trgm makes no trigrams of it. Folded, every text is of
# small Latin letters, on every server. Each sign is folded by itself: a part of a text stays a part of it. First the
# letters come apart from their marks, which are dropped (ё is е, й is и, õ is o); so are ъ and ь. Nothing here reads
# the server's locale: an index must not change with it. PL/pgSQL, for a function in SQL dissolves into its parts, and
# the planner thinks little of reading every event; it costs 0.1 ms a text.
FOLD = """
    CREATE FUNCTION fold(said text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 2000 AS $$
    BEGIN RETURN replace(replace(replace(replace(replace(replace(replace(replace(
        translate(
            lower(normalize(said, NFD) COLLATE pg_c_utf8),
            'оеаинтсрвлкмдпуыгзбфэієґъь'
            || U&'\\0300\\0301\\0302\\0303\\0304\\0306\\0307\\0308\\030A\\030B\\030C\\0327\\0328',
            'oeaintsrvlkmdpuygzbfeieg'
        ),
        'ж', 'zh'), 'х', 'kh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'щ', 'shch'), 'ю', 'yu'), 'я', 'ya');
    END $$
"""
OF_AN_EVENT = "fold(name || ' ' || coalesce(film, '') || ' ' || place || ' ' || description) gin_trgm_ops"
OF_A_PERSON = "fold(name) gin_trgm_ops"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(FOLD)
    op.create_index("ix_events_words", "events", [sa.text(OF_AN_EVENT)], postgresql_using="gin")
    op.create_index("ix_users_words", "users", [sa.text(OF_A_PERSON)], postgresql_using="gin")
    op.create_index("ix_organizers_words", "organizers", [sa.text(OF_A_PERSON)], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_organizers_words", table_name="organizers")
    op.drop_index("ix_users_words", table_name="users")
    op.drop_index("ix_events_words", table_name="events")
    op.execute("DROP FUNCTION fold(text)")
    # The extension stays: others may lean on it.
