"""Faults about money: promised twice or never, kept, taken from the wrong one, at the wrong price."""

from tests.faults.patches import Fault

LATE = "tests/core/test_late_money.py::"

MONEY = (
    Fault(
        "the refund is not promised",
        "core/change.py",
        "    if back:\n        await refunds.promise(tx, booking.id, back)\n    if not wanted:\n",
        "    if not wanted:\n",
    ),
    Fault(
        "twice the refund is promised where the money lasts",
        "core/change.py",
        "        await refunds.promise(tx, booking.id, back)\n    if not wanted:\n",
        "        await refunds.promise(tx, booking.id, min(2 * back, await refunds.paid(tx, booking.id)))\n"
        "    if not wanted:\n",
        "tests/core/test_refunds.py::test_each_seat_that_is_given_back_brings_its_price_back_once",
    ),
    Fault(
        "a refund exceeds what was paid",
        "core/refunds.py",
        "        part = min(amount, int(payment.amount))\n",
        "        part = amount + 1\n",
    ),
    Fault(
        "the policy that was copied is not looked at",
        "core/change.py",
        "booking.status is not BookingStatus.confirmed or at >= booking.refundable_until",
        "booking.status is not BookingStatus.confirmed",
        "tests/core/test_refunds.py::test_what_the_policy_does_not_give_back_stays_attached",
    ),
    Fault(
        "the refund that was shown is not looked at",
        "core/change.py",
        "    back = refund_for(booking, wanted, at)\n    if quote is not None and quote != back:\n",
        "    back = refund_for(booking, wanted, at)\n    if False:\n",
    ),
    Fault(
        "who was put out by the host gets nothing back",
        "core/change.py",
        "booking_id=booking.id, event_id=event.id)\n    if back:\n",
        "booking_id=booking.id, event_id=event.id)\n    if False:\n",
    ),
    Fault(
        "who had seats at an event that was called off gets nothing back",
        "core/closing.py",
        "        await refunds.promise_all(tx, ids, actor=SWEEP)\n",
        "",
        "tests/core/test_closing.py::test_everybody_is_told_once_and_gets_everything_back_in_batches",
    ),
    Fault(
        "a promise is kept as often as somebody looks",
        "core/refunding.py",
        "    if row.status is not RefundStatus.refunding or row.provider not in OURS:\n",
        "    if row.provider not in OURS:\n",
        also=(
            (
                "core/refunding.py",
                ", Refund.status == RefundStatus.refunding)\n        .values(status=RefundStatus.refunded",
                ")\n        .values(status=RefundStatus.refunded",
            ),
        ),
    ),
    Fault(
        "a new price reaches what is held already",
        "core/events.py",
        "    if row.starts_at != event.starts_at:\n",
        "    await tx.execute(update(Booking).where(Booking.event_id == row.id, Booking.status == 'pending')"
        ".values(price=row.price))\n    if row.starts_at != event.starts_at:\n",
    ),
    Fault(
        "a move gives refunds anew to those alone who have paid already",
        "core/events.py",
        "AND status IN ('pending', 'confirmed') ORDER BY id FOR UPDATE",
        "AND status = 'confirmed' ORDER BY id FOR UPDATE",
        "tests/core/test_event_moves.py::test_whose_money_was_on_its_way_when_the_event_moved_has_the_two_days_as_well",
    ),
    Fault(
        "one charge is recorded as often as it is reported",
        "core/payments.py",
        "        .on_conflict_do_nothing(index_elements=[Payment.provider, Payment.charge_id])\n",
        "",
    ),
    Fault(
        "a charge is known by its name alone, whosever it is",
        "core/payments.py",
        "where(Payment.provider == provider, Payment.charge_id.in_(charge_ids))",
        "where(Payment.charge_id.in_(charge_ids))",
        seen_by="tests/core/test_charges.py",
    ),
    Fault(
        "a known charge that says something else is passed over",
        "core/payments.py",
        "    if not same or (amount, currency) != (known.amount, known.currency):\n",
        "    if False:\n",
        seen_by="tests/core/test_charges.py",
    ),
    Fault(
        "another person's money buys the seats",
        "core/payments.py",
        "payer_is_good = booking.user_id == user_id and",
        "payer_is_good =",
    ),
    Fault(
        "any currency is as good as another",
        "core/payments.py",
        "if not payer_is_good or currency != booking.currency or not booking.price:",
        "if not payer_is_good or not booking.price:",
        also=(
            (
                "core/payments.py",
                "return (amount, currency) == (booking.price * booking.seats, booking.currency)",
                "return amount == booking.price * booking.seats",
            ),
        ),
    ),
    Fault(
        "money confirms a hold that has ended",
        "core/payments.py",
        "booking.expires_at is not None and at < booking.expires_at",
        "booking.expires_at is not None",
    ),
    Fault(
        "late money that buys nothing is kept",
        "core/late.py",
        "    await refunds.promise_payment(tx, payment)\n",
        "",
    ),
    Fault(
        "late money takes seats though the payer has others",
        "core/late.py",
        "    if welcome and other is None and event.available",
        "    if welcome and event.available",
    ),
    Fault(
        "late money seats somebody from whom the event was closed",
        "core/late.py",
        "        await rights.ensure_sees(tx, booking.user_id, event.id)\n",
        "",
        LATE + "test_late_money_seats_nobody_from_whom_a_private_event_was_closed",
    ),
    Fault(
        "who waits again is sent the late money back, and asked for it once more",
        "core/late.py",
        "    if welcome and other is not None and _is_offered_again(other, booking):\n",
        "    if False:\n",
        LATE + "test_late_money_of_one_who_waits_again_pays_the_offer_of_the_same_seats",
    ),
    Fault(
        "late money buys an offer of other seats",
        "core/late.py",
        "return is_offer and (other.seats, other.price, other.currency) == (ended.seats, ended.price, ended.currency)",
        "return is_offer",
        LATE + "test_an_offer_of_other_seats_or_at_another_price_is_not_paid_by_late_money",
    ),
    Fault(
        "a second payment is kept",
        "core/payments.py",
        "        await refunds.promise_payment(tx, payment)\n        await _tell(",
        "        await _tell(",
    ),
    Fault(
        "a hold is kept alive as often as a payment is approved",
        "core/payments.py",
        "    if booking.approved_at is not None:\n",
        "    if False:\n",
        "tests/core/test_payments.py::test_a_second_approval_keeps_a_hold_no_longer_than_the_first_did",
    ),
    Fault(
        "seats change while their payment is under way",
        "core/change.py",
        "        await (attempts.ensure_same_sum(tx, booking, at) if wanted else attempts.ensure_none(tx, booking))\n",
        "        pass\n",
    ),
    Fault(
        "a charge whose answer was lost is taken for a refusal",
        "core/reconciliation.py",
        "    if charge is None:\n        await _give_up(tx, attempt_id)\n",
        "    if charge is None or True:\n        await _give_up(tx, attempt_id)\n",
    ),
    Fault(
        "who paid twice hears nothing until the money is back",
        "core/payments.py",
        '        await _tell(tx, "paid_twice", booking, payment)\n',
        "",
    ),
    Fault(
        "what an earlier program took with the same token is told to admins",
        "core/unplaced.py",
        "    if came_at is not None and await _is_before_us(tx, came_at):\n        return\n",
        "",
        "tests/core/test_charges.py"
        "::test_money_that_fits_nothing_is_told_to_every_admin_once_a_charge_unless_it_came_before_anybody_did",
    ),
)
