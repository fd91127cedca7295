"""Faults of the house: hosts and admins who may too much, evenings that end badly. And the whole list."""

from tests.faults.patches import LINE, SEATS, Fault
from tests.faults.patches_money import MONEY

LEAVING = "tests/core/test_leaving.py::"

HOUSE = (
    Fault(
        "capacity goes below what is taken, and no CHECK stands in the way",
        "core/seats.py",
        "    if capacity < taken:\n",
        "    if False:\n",
        also=(
            (
                "migrations/versions/2026_11_21_the_house_stands.py",
                "available BETWEEN 0 AND capacity",
                "available <= capacity",
            ),
        ),
    ),
    Fault(
        "guests edit the event",
        "core/rights.py",
        "    await ensure_manages(tx, user_id, event_id)\n    if await first",
        "    if await first",
    ),
    Fault(
        "an edit does not raise the terms",
        "core/events.py",
        'values["terms"] = event.terms + bool(wish.keys() & TERMS)',
        'values["terms"] = event.terms',
    ),
    Fault(
        "those who wait are not told of an edit",
        "core/events.py",
        '        await outbox.put_for_line(tx, outbox.TO_THE_LINE, row.id, mark=f"t{row.terms}", params=_was(event, row))\n',
        "        pass\n",
    ),
    Fault(
        "who waits no more is told that they still do",
        "core/outbox.py",
        "    if row.kind == TO_THE_LINE:\n        return await _waits_no_more(tx, row)\n",
        "",
        "tests/core/test_event_moves.py::test_who_waits_hears_of_a_move_while_they_wait_for_what_is_ahead",
    ),
    Fault(
        "holders are not told of an edit",
        "core/events.py",
        "        await _tell(tx, row, _was(event, row))\n",
        "        pass\n",
    ),
    Fault(
        "an edit offers what lapsed before anything has changed",
        "core/events.py",
        "    await lapse.end(tx, event, at)\n",
        "    await lapse.let_go(tx, event, at)\n",
        "tests/core/test_event_edit.py::test_what_a_lapsed_hold_leaves_is_offered_as_the_event_has_become",
    ),
    Fault(
        "somebody waits for more seats than there are",
        "core/events.py",
        "min(row.max_seats_per_booking, row.capacity)",
        "row.max_seats_per_booking",
        "tests/core/test_edges.py::test_a_capacity_that_falls_makes_places_in_line_no_larger_than_the_event",
    ),
    Fault(
        "seats online are sold in any money",
        "core/event_times.py",
        "    if (form == Format.online) != (currency == STARS):\n",
        "    if False:\n",
        "tests/core/test_events.py::test_seats_online_are_sold_in_stars_and_others_are_not_by_whatever_door",
    ),
    Fault(
        "no refunds become some when the evening moves",
        "core/event_times.py",
        'starts == event.starts_at or (field == "refundable_until" and never_refunds(event)):',
        "starts == event.starts_at:",
        "tests/core/test_event_moves.py::test_no_refunds_stay_none_wherever_the_event_goes",
    ),
    Fault(
        "an evening that was called off keeps its line waiting",
        "core/closing.py",
        '    await offers.close(tx, row.id, at, actor=person(user_id), reason="cancelled")\n',
        "",
    ),
    Fault(
        "an evening that was called off keeps the seats of its holds",
        "core/closing.py",
        "    await seats.free(tx, event.id, sum(row.seats for row in ended))\n    return [",
        "    return [",
    ),
    Fault(
        "an evening is held before it has ended",
        "core/closing.py",
        "    if at < event.ends_at:\n",
        "    if False:\n",
    ),
    Fault(
        "seats that somebody sits on are given back",
        "core/change.py",
        "    if booking.checked_in:\n        raise CheckedIn(event_id=event.id)\n    if booking.status is",
        "    if booking.status is",
    ),
    Fault(
        "anybody opens the door",
        "core/checkin.py",
        "    await rights.ensure_manages(tx, user_id, event.id)\n    await bookings",
        "    await bookings",
    ),
    Fault(
        "a drill leaves its database behind",
        "core/drill.py",
        "            finally:\n                await _drop(connection, name)\n",
        "            finally:\n                pass\n",
        "tests/core/test_drill.py",
    ),
    Fault(
        "a drill is anybody's",
        "core/drill.py",
        "        await rights.ensure_admin(tx, admin_id)\n",
        "        pass\n",
        "tests/core/test_drill.py",
    ),
    Fault(
        "the last admin leaves for good",
        "core/erasing.py",
        "    await users.ensure_may_resign(tx, user)\n    user = ",
        "    user = ",
        "tests/core/test_erasing.py",
    ),
    Fault(
        "who decides for somebody does not wait until they have left",
        "core/users.py",
        "await first(tx, here.with_for_update(read=True, key_share=True))",
        "await first(tx, here)",
        LEAVING + "test_who_is_about_to_leave_gets_nothing_more",
    ),
    Fault(
        "the box office sells to somebody who is about to leave",
        "core/hold.py",
        " AND erased_at IS NULL FOR KEY SHARE OF u\n",
        "\n",
        LEAVING + "test_who_is_about_to_leave_gets_nothing_more",
    ),
    Fault(
        "who leaves does not look at what came meanwhile",
        "core/erasing.py",
        "    await _ensure_nothing_came(tx, user)\n",
        "",
        LEAVING + "test_who_just_got_something_does_not_leave_it_to_nobody",
    ),
    Fault(
        "who leaves waits for nobody who decides for them",
        "core/users.py",
        "select(User).where(User.id == user_id).with_for_update())\n    return found\n\n\nasync def by_telegram",
        "select(User).where(User.id == user_id))\n    return found\n\n\nasync def by_telegram",
        LEAVING + "test_who_just_got_something_does_not_leave_it_to_nobody",
    ),
    Fault(
        "who leaves gets another refund than was shown",
        "core/erasing.py",
        "quote=back if agreed else None",
        "quote=None",
        LEAVING + "test_who_agreed_to_a_refund_is_asked_anew_if_its_deadline_passes_meanwhile",
    ),
    Fault(
        "who leaves locks pages before the drafts on them",
        "core/erasing.py",
        "    await _drop_drafts(tx, user_id)\n    await _leave_pages(tx, user_id)\n",
        "    await _leave_pages(tx, user_id)\n    await _drop_drafts(tx, user_id)\n",
        LEAVING + "test_who_leaves_and_who_puts_their_draft_on_their_page_do_not_wait_in_a_ring",
    ),
    Fault(
        "what Telegram signed opens a session in every browser that shows it",
        "core/sign_in.py",
        "    if fresh is None:\n        raise SignInNeeded\n",
        "    if fresh is None:\n        return\n",
        "tests/core/test_sign_in.py::test_a_secret_from_outside_opens_one_session_however_many_come_with_it_at_once",
    ),
)

FAULTS = SEATS + LINE + MONEY + HOUSE
