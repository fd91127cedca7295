"""people wait, meet on pages and review"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "people_wait_and_review"
down_revision: str | None = "the_house_stands"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "organizers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("logo_url", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("contacts", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("brand_color", sa.String(length=7), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("brand_color ~ '^#[0-9a-f]{6}$'", name=op.f("ck_organizers_brand_color")),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 3 AND 40", name=op.f("ck_organizers_slug")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_organizers_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizers")),
        sa.UniqueConstraint("slug", name=op.f("uq_organizers_slug")),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organizer_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organizer_id"], ["organizers.id"], name=op.f("fk_questions_organizer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index("ix_questions_organizer", "questions", ["organizer_id", "position", "id"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("organizer_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["added_by"], ["users.id"], name=op.f("fk_team_members_added_by")),
        sa.ForeignKeyConstraint(["organizer_id"], ["organizers.id"], name=op.f("fk_team_members_organizer_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id")),
        sa.PrimaryKeyConstraint("organizer_id", "user_id", name=op.f("pk_team_members")),
    )
    op.create_index("ix_team_members_user", "team_members", ["user_id"], unique=False)
    op.create_table(
        "favourites",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_favourites_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_favourites_user_id")),
        sa.PrimaryKeyConstraint("user_id", "event_id", name=op.f("pk_favourites")),
    )
    op.create_index("ix_favourites_event", "favourites", ["event_id"], unique=False)
    op.create_table(
        "invites",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_invites_event_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_invites_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("token", name=op.f("uq_invites_token")),
    )
    op.create_index("ix_invites_event", "invites", ["event_id", "id"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_reminders_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index(
        "ix_reminders_due", "reminders", ["due_at"], unique=False, postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_index("uq_reminders_once", "reminders", ["event_id", "kind"], unique=True)
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "guest_event",
                "guest_host",
                "host_event",
                "host_guest",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(direction IN ('guest_host', 'host_guest')) = (target_id IS NOT NULL)", name=op.f("ck_reviews_target")
        ),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_reviews_stars")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_reviews_author_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_reviews_event_id")),
        sa.ForeignKeyConstraint(["target_id"], ["users.id"], name=op.f("fk_reviews_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_event", "reviews", ["event_id", "direction"], unique=False)
    op.create_index(
        "ix_reviews_target",
        "reviews",
        ["target_id", "direction"],
        unique=False,
        postgresql_where=sa.text("target_id IS NOT NULL"),
    )
    op.create_index(
        "uq_reviews_once",
        "reviews",
        ["author_id", "event_id", "direction", "target_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "invited",
        sa.Column("invite_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["invite_id"], ["invites.id"], name=op.f("fk_invited_invite_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invited_user_id")),
        sa.PrimaryKeyConstraint("invite_id", "user_id", name=op.f("pk_invited")),
    )
    op.create_index("ix_invited_user", "invited", ["user_id"], unique=False)
    op.create_table(
        "waitlist",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "offered",
                "taken",
                "lapsed",
                "declined",
                "left",
                "closed",
                name="entrystatus",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status IN ('waiting', 'offered')) = (ended_at IS NULL)", name=op.f("ck_waitlist_ended_at")
        ),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_waitlist_seats")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_waitlist_booking_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_waitlist_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_waitlist_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist")),
    )
    op.create_index("ix_waitlist_booking", "waitlist", ["booking_id"], unique=True)
    op.create_index(
        "ix_waitlist_line",
        "waitlist",
        ["event_id", sa.literal_column("priority DESC"), "id"],
        unique=False,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index("ix_waitlist_created", "waitlist", ["created_at"], unique=False, postgresql_using="brin")
    op.create_index("ix_waitlist_event", "waitlist", ["event_id"], unique=False)
    op.create_index("ix_waitlist_user", "waitlist", ["user_id", "id"], unique=False)
    op.create_index(
        "uq_waitlist_waiting",
        "waitlist",
        ["event_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.add_column("bookings", sa.Column("after_id", sa.BigInteger(), nullable=True))
    op.add_column("bookings", sa.Column("coming", sa.Boolean(), nullable=True))
    op.add_column("bookings", sa.Column("checked_in", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("bookings", sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bookings", sa.Column("checked_in_by", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_bookings_in", "bookings", ["event_id"], unique=False, postgresql_where=sa.text("checked_in > 0")
    )
    op.create_index("ix_bookings_created", "bookings", ["created_at"], unique=False, postgresql_using="brin")
    op.create_foreign_key(op.f("fk_bookings_after_id"), "bookings", "bookings", ["after_id"], ["id"])
    op.create_foreign_key(op.f("fk_bookings_checked_in_by"), "bookings", "users", ["checked_in_by"], ["id"])
    op.add_column("events", sa.Column("organizer_id", sa.BigInteger(), nullable=True))
    op.add_column("events", sa.Column("over_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("events", sa.Column("wound_up_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_bookings_holds", "bookings", ["user_id"], unique=False, postgresql_where=sa.text("status = 'pending'")
    )
    op.create_index(
        "ix_events_begins", "events", ["starts_at"], unique=False, postgresql_where=sa.text("status = 'published'")
    )
    op.create_index(
        "ix_events_ends", "events", ["ends_at"], unique=False, postgresql_where=sa.text("status = 'published'")
    )
    op.create_index(
        "ix_events_organizer",
        "events",
        ["organizer_id", "starts_at"],
        unique=False,
        postgresql_where=sa.text("organizer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_events_winding_up",
        "events",
        ["id"],
        unique=False,
        postgresql_where=sa.text("over_at IS NOT NULL AND wound_up_at IS NULL"),
    )
    op.create_foreign_key(op.f("fk_events_organizer_id"), "events", "organizers", ["organizer_id"], ["id"])
    op.add_column("users", sa.Column("may_host", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("users", sa.Column("quiet_from", sa.SmallInteger(), nullable=True))
    op.add_column("users", sa.Column("quiet_until", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_users_quiet_both"), "users", "(quiet_from IS NULL) = (quiet_until IS NULL)")
    op.create_check_constraint(
        op.f("ck_users_quiet_hours"), "users", "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23"
    )
    op.create_check_constraint(op.f("ck_bookings_checked_in"), "bookings", "checked_in BETWEEN 0 AND seats")
    op.drop_constraint(op.f("ck_bookings_origin"), "bookings")
    op.create_check_constraint(op.f("ck_bookings_origin"), "bookings", "origin IN ('direct', 'waitlist', 'late')")
    op.execute("UPDATE events SET over_at = clock_timestamp() WHERE status IN ('completed', 'cancelled')")
    op.create_check_constraint(
        op.f("ck_events_over_at"), "events", "(status IN ('completed', 'cancelled')) = (over_at IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_events_over_at"), "events")
    op.drop_constraint(op.f("ck_bookings_origin"), "bookings")
    op.execute("UPDATE bookings SET origin = 'direct' WHERE origin = 'late'")
    op.create_check_constraint(op.f("ck_bookings_origin"), "bookings", "origin IN ('direct', 'waitlist')")
    op.drop_constraint(op.f("ck_bookings_checked_in"), "bookings")
    op.drop_constraint(op.f("ck_users_quiet_hours"), "users")
    op.drop_constraint(op.f("ck_users_quiet_both"), "users")
    op.drop_column("users", "quiet_until")
    op.drop_column("users", "quiet_from")
    op.drop_column("users", "may_host")
    op.drop_constraint(op.f("fk_events_organizer_id"), "events", type_="foreignkey")
    op.drop_index(
        "ix_events_winding_up",
        table_name="events",
        postgresql_where=sa.text("over_at IS NOT NULL AND wound_up_at IS NULL"),
    )
    op.drop_index("ix_events_organizer", table_name="events", postgresql_where=sa.text("organizer_id IS NOT NULL"))
    op.drop_index("ix_bookings_holds", table_name="bookings", postgresql_where=sa.text("status = 'pending'"))
    op.drop_index("ix_events_begins", table_name="events", postgresql_where=sa.text("status = 'published'"))
    op.drop_index("ix_events_ends", table_name="events", postgresql_where=sa.text("status = 'published'"))
    op.drop_column("events", "wound_up_at")
    op.drop_column("events", "over_at")
    op.drop_column("events", "organizer_id")
    op.drop_constraint(op.f("fk_bookings_checked_in_by"), "bookings", type_="foreignkey")
    op.drop_constraint(op.f("fk_bookings_after_id"), "bookings", type_="foreignkey")
    op.drop_index("ix_bookings_created", table_name="bookings", postgresql_using="brin")
    op.drop_index("ix_bookings_in", table_name="bookings", postgresql_where=sa.text("checked_in > 0"))
    op.drop_column("bookings", "checked_in_by")
    op.drop_column("bookings", "checked_in_at")
    op.drop_column("bookings", "checked_in")
    op.drop_column("bookings", "coming")
    op.drop_column("bookings", "after_id")
    op.drop_index("uq_waitlist_waiting", table_name="waitlist", postgresql_where=sa.text("status = 'waiting'"))
    op.drop_index("ix_waitlist_user", table_name="waitlist")
    op.drop_index("ix_waitlist_event", table_name="waitlist")
    op.drop_index("ix_waitlist_created", table_name="waitlist", postgresql_using="brin")
    op.drop_index("ix_waitlist_line", table_name="waitlist", postgresql_where=sa.text("status = 'waiting'"))
    op.drop_index("ix_waitlist_booking", table_name="waitlist")
    op.drop_table("waitlist")
    op.drop_index("ix_invited_user", table_name="invited")
    op.drop_table("invited")
    op.drop_index("uq_reviews_once", table_name="reviews", postgresql_nulls_not_distinct=True)
    op.drop_index("ix_reviews_target", table_name="reviews", postgresql_where=sa.text("target_id IS NOT NULL"))
    op.drop_index("ix_reviews_event", table_name="reviews")
    op.drop_table("reviews")
    op.drop_index("uq_reminders_once", table_name="reminders")
    op.drop_index("ix_reminders_due", table_name="reminders", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_table("reminders")
    op.drop_index("ix_invites_event", table_name="invites")
    op.drop_table("invites")
    op.drop_index("ix_favourites_event", table_name="favourites")
    op.drop_table("favourites")
    op.drop_index("ix_team_members_user", table_name="team_members")
    op.drop_table("team_members")
    op.drop_index("ix_questions_organizer", table_name="questions")
    op.drop_table("questions")
    op.drop_table("organizers")
