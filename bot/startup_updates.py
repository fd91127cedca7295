"""How updates come in, as the settings say: fetched by polling, or brought to a webhook in the web's process."""

from typing import TYPE_CHECKING

from bot.polling import Poller
from bot.startup_steps import origin
from bot.webhook import Webhook
from core.settings import Settings
from web.webhook import Hook

if TYPE_CHECKING:
    from aiogram import Bot, Dispatcher


def listener(settings: Settings, bot: "Bot", dispatcher: "Dispatcher") -> Poller | Webhook:
    """Who receives the updates."""
    if settings.telegram.updates == "polling":
        return Poller(bot, dispatcher)
    # The sandbox's token is everybody's: what is drawn from it would be no secret.
    key = settings.bot_token.get_secret_value() if settings.bot_token else None
    return Webhook(bot, dispatcher, origin(settings), key)


def door(ear: Poller | Webhook) -> Hook | None:
    """Its address in the web panel, if it has one."""
    return Hook(ear.path, ear.secret, ear.take) if isinstance(ear, Webhook) else None
