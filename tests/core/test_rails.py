"""Which way a sum is paid, by what is set up."""

import pytest

from core.rails import STAND_IN, Rail, laid
from core.settings import Settings

TOKEN = "284685063:TEST:abc"


@pytest.mark.parametrize(
    ("settings", "stand_in", "roubles", "stars", "web_roubles", "web_stars"),
    [
        ({}, False, Rail.test, Rail.stars, True, False),
        ({}, True, Rail.provider, Rail.stars, True, True),
        ({"provider_token": TOKEN}, False, Rail.provider, Rail.stars, False, False),
        ({"provider_token": TOKEN}, True, Rail.provider, Rail.stars, False, False),
        ({"payments": {"rail": "test"}, "provider_token": TOKEN}, False, Rail.test, Rail.test, True, True),
        ({"payments": {"rail": "telegram"}}, False, None, Rail.stars, False, False),
    ],
)
def test_the_currency_and_the_settings_choose_the_way(
    settings, stand_in, roubles, stars, web_roubles, web_stars
) -> None:
    rails = laid(Settings(**settings), stand_in=stand_in)
    assert (rails.of("RUB"), rails.of("XTR")) == (roubles, stars)
    assert (rails.takes_test_money("RUB"), rails.takes_test_money("XTR")) == (web_roubles, web_stars)
    assert rails.by_invoice("XTR") is (stars is Rail.stars)


def test_money_that_telegram_brought_is_recorded_by_whose_it_is() -> None:
    sandbox, real = laid(Settings(), stand_in=True), laid(Settings(provider_token=TOKEN), stand_in=False)
    assert (sandbox.token, sandbox.recorded("RUB"), sandbox.recorded("XTR")) == (STAND_IN, "test", "stars")
    assert (real.token, real.recorded("RUB"), real.recorded("XTR")) == (TOKEN, "telegram", "stars")
    assert TOKEN not in repr(Settings(provider_token=TOKEN))
