"""Tokens over the API: a program's way in, made by a signed-in person, revocable one by one."""

from aiohttp import web

from core import sign_in
from core.models import SessionKind, User
from web.api.operations import Operation
from web.api.shapes import Label, NewToken, TokenList, TokenOut
from web.keys import DB


async def create_token(request: web.Request, user: User, body: Label) -> NewToken:
    """Make a token; its secret is in this answer and nowhere else."""
    async with request.app[DB].begin() as tx:
        token = await sign_in.make_token(tx, user.id, body.label)
    return NewToken(token=token, label=body.label)


async def list_tokens(request: web.Request, user: User) -> TokenList:
    """The caller's living tokens, without their secrets."""
    async with request.app[DB].begin() as tx:
        rows = await sign_in.sessions(tx, user.id)
    tokens = [row for row in rows if row.kind is SessionKind.token]
    return TokenList(items=[TokenOut.model_validate(row, from_attributes=True) for row in tokens])


async def delete_token(request: web.Request, user: User, token_id: int) -> None:
    """Revoke one of the caller's tokens."""
    async with request.app[DB].begin() as tx:
        await sign_in.revoke(tx, user.id, token_id)


TABLE = (
    Operation("POST", "/tokens", create_token, 201),
    Operation("GET", "/tokens", list_tokens),
    Operation("DELETE", "/tokens/{token_id}", delete_token, 204, (404,)),
)
