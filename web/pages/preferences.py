"""The footer's two switches: language and theme. A signed-in person's language is kept with the person."""

from aiohttp import web

from core import i18n, users
from web import guard, sessions
from web.keys import DB
from web.languages import THEMES, YEAR
from web.pages.sign_in import inner


async def choose(request: web.Request) -> web.StreamResponse:
    """Remember the choice and come back to where it was made."""
    form = await guard.form(request)
    back = web.HTTPSeeOther(inner(form.get("next")) or "/")
    language, theme = form.get("lang"), form.get("theme")
    secure = sessions.secure(request)
    if language in i18n.LANGUAGES:
        back.set_cookie("lang", str(language), max_age=YEAR, samesite="Lax", secure=secure)
        user = await sessions.person(request)
        if user:
            async with request.app[DB].begin() as tx:
                await users.set_language(tx, user.id, str(language))
    if theme in THEMES:
        back.set_cookie("theme", str(theme), max_age=YEAR, samesite="Lax", secure=secure)
    elif theme == "system":
        back.del_cookie("theme")
    raise back


ROUTES = (web.post("/preferences", choose),)
