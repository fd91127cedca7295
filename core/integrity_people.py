"""The rules about the door, reviews and leaving (R36, R54-R57, S21, S22) as SQL, numbered after the design's own.

Each query finds what breaks its rule; see `integrity`. Whether a guest came may still change for half a day after a
review was written, so reviews are held against the seats here, not against the door.
"""

_TAKEN = "b.status IN ('confirmed', 'completed')"

# Whether that instant of the event, as it stood when `u` left, lay ahead.
_AT_LEAVING = """
    coalesce((SELECT CAST(m.detail -> '{0}' ->> 0 AS timestamptz) FROM audit m
              WHERE m.entity = 'event' AND m.entity_id = e.id AND m.at > u.erased_at
                AND m.detail ? '{0}' ORDER BY m.id LIMIT 1), e.{0}) > u.erased_at
"""

PEOPLE: tuple[tuple[int, str, str], ...] = (
    (
        35,
        "bookings: those come in whose seats are theirs",
        # An evening may still be cancelled when some are in: what was true then stays in the record.
        """
        SELECT id FROM bookings WHERE checked_in > 0 AND (
            status IN ('pending', 'expired') OR (status = 'cancelled' AND checked_in_at >= ended_at))
        """,
    ),
    (
        36,
        "bookings: who is in came at a moment and was let in by somebody",
        """
        SELECT id FROM bookings
        WHERE (checked_in > 0) <> (checked_in_at IS NOT NULL) OR (checked_in > 0) <> (checked_in_by IS NOT NULL)
        """,
    ),
    (
        37,
        "bookings: the record's last word on the door is the number that is in",
        """
        SELECT coalesce(b.id, last.entity_id) AS id FROM (SELECT id, checked_in FROM bookings WHERE checked_in > 0) b
        FULL JOIN (
            SELECT DISTINCT ON (entity_id) entity_id, new FROM audit WHERE entity = 'check_in'
            ORDER BY entity_id, id DESC
        ) last ON last.entity_id = b.id
        WHERE coalesce(last.new, '0') <> CAST(coalesce(b.checked_in, 0) AS text)
        """,
    ),
    (
        38,
        "reviews: of events that took place, and not before",
        """
        SELECT r.id FROM reviews r JOIN events e ON e.id = r.event_id
        WHERE e.status <> 'completed' OR r.created_at < e.over_at
        """,
    ),
    (
        39,
        "reviews: by guests who had seats to the end, and of such guests",
        f"""
        SELECT r.id FROM reviews r WHERE r.direction <> 'host_event' AND NOT EXISTS (
            SELECT FROM bookings b WHERE b.event_id = r.event_id AND {_TAKEN}
            AND b.user_id = CASE WHEN r.direction = 'host_guest' THEN r.target_id ELSE r.author_id END)
        """,  # noqa: S608 - ours
    ),
    (
        40,
        "reviews: a host's are by the host or for a page, a guest's of the host are of that host",
        """
        SELECT r.id FROM reviews r JOIN events e ON e.id = r.event_id
        WHERE (r.direction IN ('host_event', 'host_guest') AND e.organizer_id IS NULL AND r.author_id <> e.host_id)
           OR (r.direction = 'guest_host' AND r.target_id <> e.host_id)
        """,
    ),
    (
        41,
        "reviews: nobody of themselves",
        """
        SELECT r.id FROM reviews r JOIN events e ON e.id = r.event_id
        WHERE r.author_id = r.target_id OR (r.direction = 'guest_event' AND r.author_id = e.host_id)
        """,
    ),
    (
        42,
        "reviews: one an author and target",
        """
        SELECT max(id) AS id FROM reviews GROUP BY author_id, event_id, direction, target_id HAVING count(*) > 1
        """,
    ),
    (
        43,
        "users: who left for good holds, awaits and hosts nothing that lay ahead then",
        # Seats of an evening that had begun stay, also where it is moved after that, and those that somebody sat on.
        f"""
        SELECT u.id FROM users u WHERE u.erased_at IS NOT NULL AND (
            EXISTS (SELECT FROM waitlist w WHERE w.user_id = u.id AND w.status = 'waiting')
            OR EXISTS (SELECT FROM bookings b WHERE b.user_id = u.id AND b.status = 'pending'
                       AND b.expires_at > u.erased_at)
            OR EXISTS (SELECT FROM bookings b JOIN events e ON e.id = b.event_id AND e.status = 'published'
                       WHERE b.user_id = u.id AND b.status = 'confirmed' AND {_AT_LEAVING.format("starts_at")}
                       AND NOT EXISTS (SELECT FROM audit c WHERE c.entity = 'check_in' AND c.entity_id = b.id))
            OR EXISTS (SELECT FROM events e WHERE e.host_id = u.id AND (
                (e.status = 'published' AND {_AT_LEAVING.format("ends_at")})
                OR (e.status = 'draft' AND NOT EXISTS (SELECT FROM bookings b WHERE b.event_id = e.id)))))
        """,  # noqa: S608 - ours
    ),
)
