"""Telegram's stand-in on this machine: the Bot API over HTTP, people who chat with the bot, and faults.

The map: `app` composes one aiohttp application. `endpoint` takes a Bot API call through faults and rates to one
of the `methods_*` modules; `refusals` says no as Telegram does, `arguments`, `rules`, `markups`, `links` and
`entities` decide what is refused. `state` holds people, chats and ids over a `journal` that survives kill -9.
`updates` brings what people do to the bot (long polling), `webhooks` likewise to an address. `door` lets programs
and the chat page (in `page/`) act as `people`, who have `people_taps`, `people_payments` and `people_edits`, and
`door_chats` in `groups` and by `inline` mode; `views` is what they see of a chat, `stream` shows it live.
`faults` are misfortunes on order, `limits` the rates.

It imports no bot library, so that the bot is tested against the Bot API and not against its own client.
"""
