"""Which way a sum is paid here, decided in this one place (R42, R46).

Stars pay for what is online and need nothing but a bot; any other currency goes through the payment provider whose
token the settings hold. Where neither is there the test payment stands in, unless the settings say otherwise.
"""

from dataclasses import dataclass
from enum import StrEnum

from core import refunds, simulated
from core.i18n import STARS
from core.settings import Settings

STAND_IN = "TEST:sandbox"  # the token of the provider behind Telegram's stand-in


class Rail(StrEnum):
    """A way to pay; the value is how its payments are recorded."""

    test = simulated.NAME
    provider = "telegram"
    stars = "stars"


@dataclass(frozen=True)
class Rails:
    """`which` is the setting, `token` the provider's; `stand_in`: that provider is the sandbox's own."""

    which: str = "auto"
    token: str | None = None
    stand_in: bool = False

    def of(self, currency: str) -> Rail | None:
        """The way for sums in this currency, or None where none is set up."""
        if self.which == "test":
            return Rail.test
        if currency == STARS:
            return Rail.stars
        if self.token:
            return Rail.provider
        return Rail.test if self.which == "auto" else None

    def by_invoice(self, currency: str) -> bool:
        """Whether Telegram's own form asks for it."""
        return self.of(currency) in (Rail.provider, Rail.stars)

    def recorded(self, currency: str) -> str:
        """Whose money it is that Telegram brought: a stand-in's is ours to give back."""
        if currency == STARS:
            return Rail.stars.value
        return refunds.TEST if self.stand_in else Rail.provider.value

    def takes_test_money(self, currency: str) -> bool:
        """Whether a test payment may buy seats outside of the chat, where no invoice can be sent."""
        return self.stand_in or self.of(currency) is Rail.test


def laid(settings: Settings, *, stand_in: bool) -> Rails:
    """The rails that the settings lay; `stand_in` says that Telegram is the sandbox, with a provider behind it."""
    token = settings.provider_token.get_secret_value() if settings.provider_token else None
    own = stand_in and token is None
    return Rails(settings.payments.rail, STAND_IN if own else token, stand_in=own)
