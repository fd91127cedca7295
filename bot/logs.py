"""Log lines for people and machines: to stderr, structured, without secrets (S15).

Everything that is written passes one place, where the bot's token, passwords in addresses, sign-in links, the
webhook's path and people's e-mail addresses are taken out, also from tracebacks and the lines of other libraries.
"""

import logging
import re
import sys
from typing import Any

import structlog

SECRETS = (
    (re.compile(r"\d+:[A-Za-z0-9_-]{30,}"), "<token>"),
    (re.compile(r"/bot\d+:[^/\s'\"]+"), "/bot<token>"),
    (re.compile(r"(\w+://[^/\s:@]*):[^@\s/]+@"), r"\1:<password>@"),
    (re.compile(r"([?&]t=)[\w-]{16,}"), r"\1<link>"),
    (re.compile(r"(/telegram/)\w{16,}"), r"\1<path>"),
    (re.compile(r"[^\s@<>()\[\],;:'\"]+@[\w-]+(\.[\w-]+)+"), "<email>"),
)
QUIET = {
    "aiogram": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "aiohttp.access": logging.WARNING,
}


def redact(text: str) -> str:
    """`text` without what must not be kept."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class Redacting:
    """A renderer around another: what leaves is a line without secrets."""

    def __init__(self, renderer: Any) -> None:
        self._renderer = renderer

    def __call__(self, logger: Any, name: str, entry: Any) -> str:
        return redact(str(self._renderer(logger, name, entry)))


def set_up(level: int = logging.INFO) -> None:
    """Send our own and all libraries' log lines the same way."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
    ]
    # Plain tracebacks: rich ones show local variables, and with them whatever is secret.
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, Redacting(console)],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
