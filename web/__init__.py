"""The panel and the REST API: a second mouth of the core, beside the bot, which it never meets.

- `app.py`: build(): keys, middlewares and routes in one place; tests build the same one
- `keys.py`: what every handler may ask of the application
- `sessions.py`: who is asking: the cookie or a bearer token; the token that a form must carry
- `guard.py`: what no request gets around: foreign origins, forms without a token, security headers
- `problems.py`: every error: to problem+json for programs, to a page for people
- `render.py`: from rows and words to a page: the templates' environment
- `languages.py`: which language and which theme a request is answered in
- `checkout.py`: confirming a hold, free or by a test payment
- `live.py`: one ear at the database, many streams to browsers (server-sent events)
- `webhook.py`: where Telegram brings updates, when the settings say so
- `health.py`: /healthz, /readyz, /metrics
- `api/`: the routes for programs, mounted at /api and at /
- `pages/`: the pages for people, drawn with templates/
- `drawing.py`: what a style sheet may not draw: seats and covers as SVG
"""
