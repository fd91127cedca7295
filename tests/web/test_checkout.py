"""Where real money is asked for, the web sells nothing for test money."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core import settings_sources
from core.settings import Settings
from tests import factories
from tests.core import evening
from tests.web.conftest import Site


@pytest.fixture
def conf(tmp_path: Path) -> Settings:
    real = {"BOT_TOKEN": "123456:" + "A" * 35, "PAYMENTS__RAIL": "auto"}
    return settings_sources.load(real, root=tmp_path)


@pytest.mark.parametrize(
    ("price", "answer"),
    [
        ({"price": 150, "currency": "XTR", "format": "online"}, (409, "payment_in_chat", "pay")),
        ({"price": 50000}, (200, None, None)),  # no provider is set up: the test payment stands in
    ],
    ids=["stars", "roubles"],
)
async def test_stars_are_paid_in_the_chat_alone(db: AsyncEngine, site: Site, price, answer) -> None:
    async with db.begin() as tx:
        event, anna = await factories.event(tx, **price), await factories.person(tx)
    guest = await site(anna, program=True)
    await guest.call("POST", f"/events/{event.id}/book", {"seats": 1})
    status, body = await guest.call("POST", f"/events/{event.id}/confirm")
    assert (status, body.get("code"), body.get("next")) == answer


@pytest.mark.parametrize(
    ("price", "shown"),
    [
        ({"price": 150, "currency": "XTR", "format": "online"}, "https://t.me/seats_bot?start=b_{}"),
        ({"price": 50000}, "/user/bookings/{}/confirm"),
    ],
    ids=["stars", "roubles"],
)
async def test_pay_leads_where_it_can_be_paid(db: AsyncEngine, site: Site, price, shown) -> None:
    async with db.begin() as tx:
        event, anna = await factories.event(tx, **price), await factories.person(tx)
        [held] = await evening.book(tx, event, anna)
    guest = await site(anna)
    for path in ("/user", f"/events/{event.id}"):
        _, page = await guest.look(path)
        assert shown.format(held.id) in page, path
        assert ("Paid in the chat with the bot." in page) == ("t.me" in shown)
