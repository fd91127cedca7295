"""What a handler may ask of the application; nothing here is global."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncEngine

from core.box_office import BoxOffice
from core.settings import Settings
from web.live import Hub

DB = web.AppKey("DB", AsyncEngine)
OFFICE = web.AppKey("OFFICE", BoxOffice)
SETTINGS = web.AppKey("SETTINGS", Settings)
BOT = web.AppKey("BOT", str)
CHAT = web.AppKey("CHAT", str)
HEALTH: web.AppKey[Callable[[], dict[str, bool]]] = web.AppKey("HEALTH")
HUB = web.AppKey("HUB", Hub)
TEMPLATES = web.AppKey("TEMPLATES", Environment)
SPEC: web.AppKey[dict[str, Any]] = web.AppKey("SPEC")
