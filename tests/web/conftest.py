"""The web room over real HTTP on a real database: visitors with cookies, programs with tokens."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from core import settings_sources, sign_in
from core.box_office import BoxOffice
from core.models import User
from core.settings import Settings
from web.app import build

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
BOT = "seats_bot"


@dataclass
class Visitor:
    """One browser or one program; `token` makes it a program."""

    client: TestClient
    user: User | None = None
    token: str = ""

    async def get(self, path: str, **how: Any) -> ClientResponse:
        return await self.client.get(path, headers=self._headers(how), allow_redirects=False, **how)

    async def look(self, path: str) -> tuple[int, str]:
        """A page as a browser asks for it."""
        answer = await self.client.get(path, headers=PAGE)
        return answer.status, await answer.text()

    async def call(self, method: str, path: str, body: Any = None, **how: Any) -> tuple[int, Any]:
        """An API call; the JSON of its answer."""
        headers = self._headers(how)
        if not self.token and self.user:
            headers.setdefault("X-CSRF-Token", await self.csrf())
        sent = {"json": body} if body is not None else {}
        answer = await self.client.request(method, path, headers=headers, **sent, **how)
        kind = answer.content_type
        if answer.status >= 400:
            assert kind == "application/problem+json", (method, path, answer.status, kind)
        return answer.status, await answer.json(content_type=None) if answer.status != 204 else None

    async def form(self, path: str, **fields: Any) -> ClientResponse:
        """A form, posted as a browser does, with the token of the session."""
        fields.setdefault("csrf", await self.csrf())
        return await self.client.post(path, data=fields, headers=PAGE, allow_redirects=False)

    async def csrf(self) -> str:
        _, text = await self.look("/")
        found = re.search(r'name="csrf" value="([^"]*)"', text)
        assert found
        return found[1]

    def _headers(self, how: dict[str, Any]) -> dict[str, str]:
        headers = dict(how.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


Site = Callable[..., Awaitable[Visitor]]


@pytest.fixture
def conf(tmp_path: Path) -> Settings:
    return settings_sources.load({}, root=tmp_path)


@pytest.fixture
def health() -> dict[str, bool]:
    return {"bot": True, "jobs": True}


@pytest.fixture
async def server(db: AsyncEngine, conf: Settings, health: dict[str, bool]) -> AsyncIterator[TestServer]:
    office = BoxOffice(db, max_holds=5)
    server = TestServer(build(db, office, conf, bot_username=BOT, health=lambda: health))
    await server.start_server()
    yield server
    await office.close()
    await server.close()


@pytest.fixture
async def site(server: TestServer, db: AsyncEngine) -> AsyncIterator[Site]:
    """`await site()` is a stranger, `site(user)` a signed-in browser, `site(user, program=True)` a token's bearer."""
    opened: list[TestClient] = []

    async def visit(user: User | None = None, *, program: bool = False) -> Visitor:
        client = TestClient(server, cookie_jar=CookieJar(unsafe=True))
        opened.append(client)
        visitor = Visitor(client, user)
        if user:
            async with db.begin() as tx:
                if program:
                    visitor.token = await sign_in.make_token(tx, user.id, "test")
                else:
                    link = await sign_in.make_link(tx, user.id)
                    secret = await sign_in.spend_link(tx, link, "test")
                    client.session.cookie_jar.update_cookies({"session": secret}, server.make_url("/"))
        return visitor

    yield visit
    for client in opened:
        await client.session.close()
