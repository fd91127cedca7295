"""The pages for people: drawn by the server, alive with one small script, whole without it."""

from aiohttp import web

from web.pages import access, bookings, catalogue, event, hosting, mini_app, preferences, sign_in


def routes() -> list[web.RouteDef]:
    """Every page and every form; `GET /events/{id}` is shared with the API and answered there."""
    rooms = (catalogue, event, bookings, access, mini_app, hosting, sign_in, preferences)
    return [route for room in rooms for route in room.ROUTES]
