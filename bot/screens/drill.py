"""The drill, for admins: what it is, that it runs, how it went (SCREENS 6)."""

from datetime import datetime

from bot.callbacks_hosting import Race
from bot.screen import Screen, keyboard, primary
from bot.screens import admin, parts
from bot.screens.admin import home
from core.drill import RIVALS, SEATS, Report
from core.i18n import Words


def draw(w: Words) -> Screen:
    """What it is."""
    about = w("drill-about", rivals=RIVALS, seats=SEATS)
    start = primary(w.plain("button-drill"), Race())
    return Screen(parts.paragraphs(w("drill-title"), about), keyboard([start], home(w)))


def draw_running(w: Words) -> Screen:
    """It is under way."""
    return Screen(parts.paragraphs(w("drill-title"), w("drill-running")), keyboard(home(w)))


def draw_report(w: Words, report: Report, checks: int, now: datetime, zone: str) -> Screen:
    """How it went."""
    said = {"sold": report.sold, "refused": report.refused, "over": report.over}
    sign = "✅" if report.is_well else "⚠️"
    result = parts.lines(
        w("drill-result", sign=sign, seconds=w.average(report.seconds), **said),
        w("drill-pace", median=round(1000 * report.median), rate=report.per_second),
        w("drill-unanswered", n=report.unanswered) if report.unanswered else None,
        *admin.checked(w, report.violations, checks, now, zone),
    )
    again = primary(w.plain("button-drill-again"), Race())
    return Screen(parts.paragraphs(w("drill-title"), result), keyboard([again], home(w)))


def draw_refused(w: Words, why: str) -> Screen:
    """It could not be held."""
    again = primary(w.plain("button-drill-again"), Race())
    return Screen(parts.paragraphs(w("drill-title"), parts.lines(why)), keyboard([again], home(w)))
