"""The invariants about seats, time and the waitlist (1-16) as SQL. Each query finds what breaks it; see `integrity`."""

# Whom an offer could go to: the same people as in `offers`, said again on purpose.
_CAN_TAKE = """
    u.banned_at IS NULL AND ((u.chat_open AND u.blocked_at IS NULL) OR u.phone IS NOT NULL OR u.email IS NOT NULL)
    AND u.id <> e.host_id
    AND NOT EXISTS (SELECT FROM team_members t WHERE t.organizer_id = e.organizer_id AND t.user_id = u.id)
"""

SEATS: tuple[tuple[int, str, str], ...] = (
    (
        1,
        "events: available within capacity",
        "SELECT id FROM events WHERE available NOT BETWEEN 0 AND capacity",
    ),
    (
        2,
        "events: free and taken seats make the capacity",
        """
        SELECT e.id FROM events e LEFT JOIN bookings b
            ON b.event_id = e.id AND b.status IN ('pending', 'confirmed', 'completed')
        GROUP BY e.id HAVING e.available + coalesce(sum(b.seats), 0) <> e.capacity
        """,
    ),
    (
        3,
        "bookings: seats within the event's limit, or one that it had",
        """
        SELECT b.id FROM bookings b JOIN events e ON e.id = b.event_id
        WHERE b.seats < 1 OR (b.seats > e.max_seats_per_booking AND b.seats > coalesce(
            (SELECT max(CAST(a.detail -> 'max_seats_per_booking' ->> 0 AS int))
             FROM audit a WHERE a.entity = 'event' AND a.entity_id = e.id), 0))
        """,
    ),
    (
        5,
        "events: nobody waits, holds or is offered seats where it is over",
        """
        SELECT e.id FROM events e WHERE e.status IN ('cancelled', 'completed') AND (
            EXISTS (SELECT FROM bookings b WHERE b.event_id = e.id AND b.status = 'pending')
            OR EXISTS (SELECT FROM waitlist w WHERE w.event_id = e.id AND w.status IN ('waiting', 'offered')))
        """,
    ),
    (
        5,
        "events: wound up once they are over and nobody's seats are still to follow",
        """
        SELECT e.id FROM events e WHERE e.wound_up_at IS NOT NULL AND (
            e.status NOT IN ('cancelled', 'completed')
            OR EXISTS (SELECT FROM bookings b WHERE b.event_id = e.id AND b.status = 'confirmed'))
        """,
    ),
    (
        6,
        "bookings: only the transitions of the drawing, each from where the last one led",
        """
        SELECT entity_id AS id FROM (
            SELECT entity_id, old, new, lag(new) OVER (PARTITION BY entity_id ORDER BY id) AS before
            FROM audit WHERE entity = 'booking'
        ) step
        WHERE old IS DISTINCT FROM before OR (coalesce(old, 'none'), new) NOT IN (
            ('none', 'pending'), ('none', 'confirmed'), ('pending', 'pending'), ('pending', 'confirmed'),
            ('pending', 'expired'), ('pending', 'cancelled'), ('confirmed', 'confirmed'), ('confirmed', 'cancelled'),
            ('confirmed', 'completed'))
        """,
    ),
    (
        7,
        "bookings: confirmed at a moment before their deadline, expired after it",
        """
        SELECT id FROM bookings
        WHERE confirmed_at >= expires_at OR (status = 'expired' AND ended_at < expires_at)
           OR (status IN ('confirmed', 'completed') AND confirmed_at IS NULL)
           OR (status IN ('pending', 'expired') AND confirmed_at IS NOT NULL)
        """,
    ),
    (
        8,
        "bookings: holds are let go within five minutes of their deadline",
        """
        SELECT id FROM bookings
        WHERE status = 'pending' AND expires_at < clock_timestamp() - interval '5 minutes'
        """,
    ),
    (
        10,
        "bookings: one active booking a person and event",
        """
        SELECT max(id) AS id FROM bookings WHERE status IN ('pending', 'confirmed')
        GROUP BY event_id, user_id HAVING count(*) > 1
        """,
    ),
    (
        11,
        "bookings: hosts and their team don't book their own events",
        """
        SELECT b.id FROM bookings b JOIN events e ON e.id = b.event_id
        LEFT JOIN team_members t ON t.organizer_id = e.organizer_id AND t.user_id = b.user_id
        WHERE b.user_id = e.host_id OR (b.status IN ('pending', 'confirmed') AND b.created_at > greatest(t.created_at, (
            SELECT max(a.at) FROM audit a
            WHERE a.entity = 'event' AND a.entity_id = e.id AND a.detail ? 'organizer_id')) AND t.user_id IS NOT NULL)
        """,
    ),
    (
        11,
        "bookings: nobody's seats grow at an event of whose team they are",
        # Somebody may join while the growing commits, and neither waits for the other: moments prove nothing.
        """
        SELECT b.id FROM events e
        JOIN team_members t ON t.organizer_id = e.organizer_id
        JOIN bookings b ON b.event_id = e.id AND b.user_id = t.user_id
        JOIN audit a ON a.entity = 'booking' AND a.entity_id = b.id AND a.reason LIKE 'seats %'
             AND a.at > t.created_at + interval '30 seconds'
        WHERE a.seats > (SELECT w.seats FROM audit w WHERE w.entity = 'booking' AND w.entity_id = b.id AND w.id < a.id
                         ORDER BY w.id DESC LIMIT 1)
          AND NOT EXISTS (SELECT FROM audit p WHERE p.entity = 'event' AND p.entity_id = e.id
                          AND p.detail ? 'organizer_id' AND p.at > a.at)
        """,
    ),
    (
        12,
        "waitlist: one place a person and event, none beside a booking",
        """
        SELECT w.id FROM waitlist w WHERE w.status = 'waiting' AND (
            EXISTS (SELECT FROM bookings b WHERE b.event_id = w.event_id AND b.user_id = w.user_id
                    AND b.status IN ('pending', 'confirmed'))
            OR EXISTS (SELECT FROM waitlist o WHERE o.event_id = w.event_id AND o.user_id = w.user_id
                       AND o.status = 'waiting' AND o.id < w.id))
        """,
    ),
    (
        13,
        "waitlist: no live offer passed over an earlier place that fits and has no quiet hours",
        f"""
        SELECT o.id FROM waitlist o
        JOIN bookings b ON b.id = o.booking_id AND b.status = 'pending'
        JOIN audit first ON first.entity = 'booking' AND first.entity_id = b.id AND first.old IS NULL
        JOIN events e ON e.id = o.event_id
        JOIN waitlist w ON w.event_id = o.event_id AND w.status = 'waiting' AND w.id < o.id
             AND w.priority >= o.priority AND w.seats <= first.seats AND w.created_at < b.created_at
        JOIN users u ON u.id = w.user_id AND u.quiet_from IS NULL AND {_CAN_TAKE}
        WHERE o.status = 'offered' AND NOT EXISTS (
            SELECT FROM audit a WHERE a.entity = 'waitlist' AND a.entity_id IN (w.id, o.id) AND a.at > b.created_at
            AND a.old = 'waiting' AND a.new = 'waiting')
        """,  # noqa: S608 - ours
    ),
    (
        14,
        "waitlist: no seat is free while somebody who fits waits for it",
        f"""
        SELECT w.id FROM waitlist w
        JOIN events e ON e.id = w.event_id AND e.status = 'published' AND e.starts_at > clock_timestamp()
        JOIN users u ON u.id = w.user_id AND {_CAN_TAKE}
        WHERE w.status = 'waiting' AND w.seats <= e.available
        """,  # noqa: S608 - ours
    ),
    (
        16,
        "waitlist: an offer and its place end together",
        """
        SELECT w.id FROM waitlist w JOIN bookings b ON b.id = w.booking_id
        WHERE b.origin <> 'waitlist' OR CASE w.status
            WHEN 'offered' THEN b.status <> 'pending'
            WHEN 'taken' THEN b.confirmed_at IS NULL
            WHEN 'lapsed' THEN b.status <> 'expired'
            WHEN 'waiting' THEN true
            ELSE b.status <> 'cancelled' END
        UNION ALL
        SELECT id FROM waitlist WHERE booking_id IS NULL AND status IN ('offered', 'taken', 'lapsed', 'declined')
        """,
    ),
)
