"""The buttons of pages, their teams and questions, and of what people keep about themselves: phone, address, all."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.callback_fields import Count, Id, Sum


class Pages(CallbackData, prefix="page"):
    """One's own pages (a dash); a new one."""

    what: Literal["-", "new"]


class Seen(CallbackData, prefix="seen"):
    """The page as guests see it."""

    page_id: Id


class Brand(CallbackData, prefix="brand"):
    """The question for something that a page says of itself; `none` says it no more."""

    page_id: Id
    what: Literal["name", "slug", "about", "logo", "contacts", "color"]
    value: Literal["", "none"] = ""


class Team(CallbackData, prefix="team"):
    """A page's team; people are chosen (`add`), one is taken off, after a question (`off`), for good (`gone`)."""

    page_id: Id
    what: Literal["", "add", "off", "gone"] = ""
    user_id: Id = 0


class Faqs(CallbackData, prefix="faqs"):
    """A page's questions, to be changed."""

    page_id: Id


class Ques(CallbackData, prefix="ques"):
    """One of them: shown, said otherwise (`q`, `a`), moved, dropped, after a question (`off`), for good (`gone`)."""

    page_id: Id
    question_id: Id
    what: Literal["", "new", "q", "a", "up", "down", "off", "gone"] = ""


class Phone(CallbackData, prefix="phone"):
    """The own number: shown or asked for, another one, taken back, the one that was just sent kept, or not."""

    what: Literal["ask", "new", "off", "keep", "no"]


class Email(CallbackData, prefix="email"):
    """The own address: shown or asked for, another one, another code to the same one, taken off."""

    what: Literal["ask", "new", "again", "off"]


class Erase(CallbackData, prefix="erase"):
    """Leave for good: asked; done when it means no other `bookings` and no other `refund` than were shown."""

    sure: Literal["", "1"] = ""
    bookings: Count = 0
    refund: Sum = 0


ALL = (Pages, Seen, Brand, Team, Faqs, Ques, Phone, Email, Erase)
