"""The invariants of money as SQL (17 to 22), in the form of `integrity`, which runs them.

Each is said twice where it can be: by payments and refunds, and by the ledger, which are written separately. `money` is
every booking with the minor units that payments and refunds say are attached to it.
"""

# Minor units that a booking still has: captured, less what goes or went back.
WITH_MONEY = """
    WITH money AS (SELECT b.*,
           (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.booking_id = b.id AND p.status = 'captured')
         - (SELECT coalesce(sum(r.amount), 0) FROM refunds r JOIN payments p ON p.id = r.payment_id
            WHERE p.booking_id = b.id AND p.status = 'captured') AS attached,
           -- Refunds that had closed reopen when the event moves: what was kept before that stays kept.
           least(b.refundable_until, (
            SELECT min(CAST(a.detail -> 'refundable_until' ->> 0 AS timestamptz)) FROM audit a
            WHERE a.entity = 'booking' AND a.entity_id = b.id AND a.reason = 'event_moved')) AS first_deadline
    FROM bookings b)
"""

MONEY: tuple[tuple[int, str, str], ...] = (
    (
        17,
        "bookings: money stays only where it buys seats, or came too late to go back",
        """
        SELECT m.id FROM money m
        WHERE (m.status IN ('pending', 'expired') AND m.attached <> 0)
           OR (m.status = 'cancelled' AND m.attached < 0)
           OR (m.status IN ('confirmed', 'completed') AND m.attached > CAST(m.price AS bigint) * m.seats
               AND NOT EXISTS (
                SELECT FROM audit a
                WHERE a.entity = 'booking' AND a.entity_id = m.id AND a.at >= m.first_deadline))
        """,
    ),
    (
        17,
        "payments: the ledger's lines make what was captured, and no account is below nothing",
        """
        SELECT p.id FROM payments p LEFT JOIN (
            SELECT payment_id, currency, sum(balance) AS captured, min(balance) AS least
            FROM (SELECT payment_id, currency, account, sum(amount) AS balance
                  FROM ledger GROUP BY payment_id, currency, account) accounts
            GROUP BY payment_id, currency
        ) l ON l.payment_id = p.id
        WHERE l.captured IS DISTINCT FROM p.amount OR l.currency <> p.currency OR l.least < 0
        """,
    ),
    (
        17,
        "payments: the ledger knows what refunds and reviews say",
        """
        SELECT p.id FROM payments p
        LEFT JOIN (
            SELECT payment_id,
                   coalesce(sum(amount) FILTER (WHERE account = 'attached'), 0) AS attached,
                   coalesce(sum(amount) FILTER (WHERE account = 'refunding'), 0) AS refunding,
                   coalesce(sum(amount) FILTER (WHERE account = 'refunded'), 0) AS refunded,
                   coalesce(sum(amount) FILTER (WHERE account = 'review'), 0) AS review
            FROM ledger GROUP BY payment_id
        ) l ON l.payment_id = p.id
        LEFT JOIN (
            SELECT payment_id,
                   coalesce(sum(amount) FILTER (WHERE status = 'refunding'), 0) AS refunding,
                   coalesce(sum(amount) FILTER (WHERE status = 'refunded'), 0) AS refunded
            FROM refunds GROUP BY payment_id
        ) r ON r.payment_id = p.id
        WHERE (l.attached, l.refunding, l.refunded, l.review) IS DISTINCT FROM (
            CASE p.status WHEN 'captured' THEN p.amount - coalesce(r.refunding + r.refunded, 0) ELSE 0 END,
            coalesce(r.refunding, 0),
            coalesce(r.refunded, 0),
            CASE p.status WHEN 'captured' THEN 0 ELSE p.amount - coalesce(r.refunding + r.refunded, 0) END)
        """,
    ),
    (
        18,
        "payments: a charge of a provider is recorded once",
        "SELECT max(id) AS id FROM payments GROUP BY provider, charge_id HAVING count(*) > 1",
    ),
    (
        18,
        "attempts: the one that succeeded has its payment",
        """
        SELECT a.id FROM attempts a LEFT JOIN payments p ON p.provider = a.provider AND p.charge_id = a.charge_id
        WHERE (a.status = 'succeeded' AND p.id IS NULL) OR (a.status = 'running') <> (a.ended_at IS NULL)
        """,
    ),
    (
        19,
        "payments: refunds within the payment",
        """
        SELECT p.id FROM payments p JOIN refunds r ON r.payment_id = p.id
        GROUP BY p.id HAVING sum(r.amount) > p.amount
        """,
    ),
    (
        20,
        "bookings: what has a price is confirmed by its payment",
        """
        SELECT m.id FROM money m
        WHERE m.status IN ('confirmed', 'completed') AND m.attached < CAST(m.price AS bigint) * m.seats
        """,
    ),
    (
        21,
        "bookings: what ends with money attached has its refund promised",
        """
        SELECT m.id FROM money m JOIN events e ON e.id = m.event_id
        WHERE m.status = 'cancelled' AND m.attached > 0
          AND ((m.ended_at < m.refundable_until AND NOT EXISTS (
                SELECT FROM audit a WHERE a.entity = 'booking' AND a.entity_id = m.id
                  AND a.reason LIKE 'seats %' AND a.at >= m.first_deadline AND m.first_deadline < m.refundable_until))
            OR (e.status = 'cancelled' AND m.ended_at >= e.over_at))
        """,
    ),
    (
        22,
        "payments: payer, currency and amount are the booking's",
        """
        SELECT p.id FROM payments p JOIN bookings b ON b.id = p.booking_id
        WHERE (SELECT coalesce(sum(l.amount), 0) FROM ledger l WHERE l.payment_id = p.id AND l.account = 'attached') > 0
          AND (p.user_id <> b.user_id OR p.currency <> b.currency OR b.price = 0 OR p.amount % b.price <> 0)
        """,
    ),
)
