"""Settings: everything that may be set, with its bounds and its default; `settings_sources` reads them.

Read once, by the launcher, and handed down; nothing imports a global. Values are never printed: some are secrets.
"""

import re
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

if TYPE_CHECKING:
    from core.events import Defaults

LANGUAGES = ("en", "ru")
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


class SettingsError(Exception):
    """A setting is wrong; the text is one line that names it, without its value."""


def _duration(value: Any) -> Any:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", str(value).strip())
    if match is None:
        raise ValueError("should be a length of time such as 10, 10s, 15m, 2h or 1d")
    return float(match[1]) * SECONDS[match[2]]


def _people(value: Any) -> Any:
    # Ids alone: a username changes hands, and would take an admin's rights with it.
    items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
    ids = [str(item).strip() for item in items if str(item).strip()]
    if not all(re.fullmatch(r"[1-9][0-9]{0,15}", item, re.ASCII) for item in ids):
        raise ValueError("should be Telegram ids, which are numbers: 123456789, 987654321")
    return [int(item) for item in ids]


def _zone(value: str) -> str:
    if value not in available_timezones() - {"localtime", "Factory"}:
        raise ValueError("should be a time zone such as Europe/Moscow")
    return value


def _dsn(value: str) -> str:
    scheme, _, rest = value.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+asyncpg"} or not rest:
        raise ValueError("should begin with postgresql://")
    return f"postgresql+asyncpg://{rest}"


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("should begin with https:// or http://")
    return value.rstrip("/")


def _token(value: SecretStr) -> SecretStr:
    if re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()) is None:
        raise ValueError("should be a bot's token as BotFather gives it, 123456:ABC…")
    return value


def _sender(value: str) -> str:
    if value and not (value.isprintable() and re.fullmatch(r"[!-?A-~]+@[a-zA-Z0-9.-]+", parseaddr(value)[1])):
        raise ValueError("should be an address such as booking@example.org, or Name <booking@example.org>")
    return value


Duration = Annotated[float, BeforeValidator(_duration)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Section(BaseModel):
    """A part of the settings with names of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Telegram(Section):
    """`updates`: whether we ask Telegram for them, or Telegram calls `web.url`, which must be public and https then."""

    updates: Literal["polling", "webhook"] = "polling"


class Web(Section):
    """The panel and the REST API. `url` is how people reach it, where that is not `host` and `port`."""

    host: str = "127.0.0.1"
    port: Port = 8080
    url: Annotated[str, AfterValidator(_address)] | None = None


class Sandbox(Section):
    """Telegram's stand-in, where no BOT_TOKEN is set. `demo` fills an empty database.

    Whoever reaches its port can speak as anybody: another `host` than loopback is for a container whose port is
    published on loopback only.
    """

    host: str = "127.0.0.1"
    port: Port = 8081
    demo: bool = True


class Scheduler(Section):
    """`interval` is how often lapsed holds are swept, in seconds."""

    interval: Annotated[Duration, Field(ge=0.1, le=3600)] = 10.0


class Booking(Section):
    """What an event gets that says nothing else; `ttl` in seconds. `max_holds` is one person's unpaid holds at once."""

    ttl: Annotated[Duration, Field(ge=60, le=604800)] = 900.0
    max_seats: Annotated[int, Field(ge=1, le=100)] = 4
    max_holds: Annotated[int, Field(ge=1, le=1000)] = 5


class Payments(Section):
    """Which way is paid: `rails` reads it. Of the test payment: seconds it takes, how often it is refused or lost."""

    rail: Literal["auto", "test", "telegram"] = "auto"
    delay: Annotated[Duration, Field(ge=0, le=3600)] = 2.0
    refusal_rate: Annotated[float, Field(ge=0, le=1)] = 0.0
    lost_rate: Annotated[float, Field(ge=0, le=1)] = 0.0


class Mail(Section):
    """The server that takes letters; without `host` there are none. `sender` is whom they come from.

    `tls`: `starttls` or `tls`, each with a certificate that is looked at, or `none`, for a server on this machine; a
    password never goes that way.
    """

    host: str = ""
    port: Port = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: SecretStr = SecretStr("")
    sender: Annotated[str, AfterValidator(_sender)] = ""

    @model_validator(mode="after")
    def _whole(self) -> "Mail":
        if self.host and not self.sender:
            raise ValueError("with a host it needs a sender such as booking@example.org")
        if self.username and self.tls == "none":
            raise ValueError("a username and a password need tls: starttls or tls")
        return self

    def __bool__(self) -> bool:
        return bool(self.host)

    @property
    def domain(self) -> str:
        """Where letters come from."""
        return parseaddr(self.sender)[1].rpartition("@")[2]


class Settings(BaseSettings):
    """Everything that may be set. Made by `load`; made by hand it reads no file and no environment."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    database_url: Annotated[str, AfterValidator(_dsn)] | None = Field(None, repr=False)
    redis_url: str | None = Field(None, repr=False)
    provider_token: SecretStr | None = None
    web_secret: SecretStr | None = None
    data_dir: Path = Path(".eventbooker")
    admins: Annotated[list[int], NoDecode, BeforeValidator(_people)] = []
    language: Literal["en", "ru"] = "en"
    zone: Annotated[str, AfterValidator(_zone)] = "Europe/Moscow"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "RUB"
    terms_url: Annotated[str, AfterValidator(_address)] | None = None
    hosting: Literal["open", "approved", "admins"] = "open"
    telegram: Telegram = Telegram()
    web: Web = Web()
    sandbox: Sandbox = Sandbox()
    scheduler: Scheduler = Scheduler()
    booking: Booking = Booking()
    payments: Payments = Payments()
    mail: Mail = Mail()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings' own protocol
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """`load` reads the sources itself, so that an error can say where it stands."""
        return (init_settings,)

    @property
    def web_url(self) -> str:
        """Where people reach the panel, without a slash at the end."""
        host = "127.0.0.1" if self.web.host in {"0.0.0.0", "::", ""} else self.web.host
        return self.web.url or f"http://{f'[{host}]' if ':' in host else host}:{self.web.port}"

    def event_defaults(self) -> "Defaults":
        """What `core.events.create` fills in where the host said nothing."""
        from core.events import Defaults  # noqa: PLC0415 - settings are read before anything heavy is imported

        return Defaults(
            zone=self.zone,
            currency=self.currency,
            booking_ttl=int(self.booking.ttl),
            max_seats=self.booking.max_seats,
            hosting=self.hosting,
        )
