"""What somebody keeps about themselves: the phone, by Telegram's own button; the address, by a code; leaving for good.

See SCREENS 4.11, 4.12.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid

from aiogram.types import InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from markupsafe import escape

from bot.callbacks_guest import Choice
from bot.callbacks_pages import Email, Erase, Phone
from bot.screen import Screen, button, danger, keyboard, primary
from bot.screens import choices
from core import said_emails
from core.erasing import Farewell
from core.i18n import Words
from core.settings import Mail


def phone(w: Words, number: str) -> Screen:
    """The number that is kept."""
    other = button(w.plain("button-phone-other"), Phone(what="new"))
    off = button(w.plain("button-phone-off"), Phone(what="off"))
    return Screen(w("phone-kept", number=number), keyboard([other, off], choices.back(w)))


def phone_keys(w: Words) -> ReplyKeyboardMarkup:
    """Telegram hands over the number, after asking the person itself."""
    share = KeyboardButton(text=w.plain("button-phone-share"), request_contact=True)
    return ReplyKeyboardMarkup(
        keyboard=[[share], [KeyboardButton(text=w.plain("button-keys-no"))]], resize_keyboard=True
    )


def offer(w: Words) -> Screen:
    """The own contact came without a question."""
    keep = primary(w.plain("button-phone-keep"), Phone(what="keep"))
    return Screen(w("phone-offer"), keyboard([keep, button(w.plain("button-phone-no"), Phone(what="no"))]))


def ask_email(w: Words) -> Screen:
    """Which address?"""
    return Screen(w("email-ask"), keyboard(choices.back(w)))


def code_sent(w: Words, address: str) -> Screen:
    """The code is on its way."""
    return Screen(w("email-sent", address=address), _another_way(w))


def code_waits(w: Words, address: str, until: str, *, kept: bool) -> Screen:
    """The code that was sent a while ago; an address that is `kept` all the same may go."""
    return Screen(w("email-waiting", address=address, until=until), _another_way(w, off=kept))


def not_delivered(w: Words, address: str, *, refused: bool) -> Screen:
    """The letter did not go: `refused` for its address, or nobody answered."""
    said = "email-refused" if refused else "email-away"
    return Screen(w(said, address=address), _another_way(w, again=not refused))


def not_proved(w: Words, why: str, **params: int) -> Screen:
    """What was written instead of the code, in words; the question stays open."""
    return Screen(w(why, **params), _another_way(w))


def email_refused(w: Words, sentence: str, *, again: bool) -> Screen:
    """The core's refusal, and the ways on."""
    return Screen(escape(sentence), _another_way(w, again=again))


def _another_way(w: Words, *, again: bool = True, off: bool = False) -> InlineKeyboardMarkup | None:
    repeat = button(w.plain("button-email-again"), Email(what="again"))
    other = button(w.plain("button-email-other"), Email(what="new"))
    gone = button(w.plain("button-email-off"), Email(what="off"))
    return keyboard([repeat, other] if again else [other], [gone] if off else [], choices.back(w))


def email(w: Words, address: str, *, mail: bool) -> Screen:
    """The address that is kept; without a server for `mail` it can only be taken off."""
    other = button(w.plain("button-email-other"), Email(what="new"))
    off = button(w.plain("button-email-off"), Email(what="off"))
    return Screen(w("email-kept", address=address), keyboard([other, off] if mail else [off], choices.back(w)))


def letter(w: Words, mail: Mail, to: str, code: str, bot: str) -> EmailMessage:
    """The mail with the code: nothing in it comes from whoever asked for it, and nothing in it can be opened."""
    made = EmailMessage()
    name, _, domain = said_emails.wire(to).partition("@")
    made["From"] = mail.sender
    made["To"] = Address(username=name, domain=domain)
    made["Subject"] = w.plain("mail-subject", code=code, bot=f"@{bot}")
    made["Date"] = localtime()
    made["Message-ID"] = make_msgid(domain=mail.domain)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(w.plain("mail-text", code=code, bot=f"@{bot}") + "\n", cte="quoted-printable")
    made["Content-Language"] = w.language
    return made


def farewell(w: Words, seen: Farewell) -> Screen:
    """What leaving means, asked once more; the deed carries what was shown."""
    count = len(seen.bookings)
    sums = ", ".join(w.money(minor, currency) for currency, minor in seen.money.items())
    if not count:
        text = w("erase-nothing-ahead")
    elif sums:
        text = w("erase-ahead-paid", n=count, sum=sums)
    else:
        text = w("erase-ahead", n=count)
    deed = danger(w.plain("button-erase-sure"), Erase(sure="1", bookings=count, refund=seen.quote))
    return Screen(text, keyboard([deed], [button(w.plain("button-erase-keep"), Choice(room="data"))]))


def gone(w: Words) -> Screen:
    """It is done."""
    return Screen(w("erase-done"))
