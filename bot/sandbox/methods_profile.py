"""How the bot presents itself: who it is, its commands, names, descriptions and the menu button."""

import re
from typing import Any

from bot.sandbox.arguments import Arguments, whole
from bot.sandbox.methods import method
from bot.sandbox.refusals import bad
from bot.sandbox.state import Row, Sandbox

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
LIMITS = {"name": 64, "description": 512, "short_description": 120}
MOST_COMMANDS = 100


@method("getMe")
async def get_me(sandbox: Sandbox, _arguments: Arguments) -> Row:
    return {
        **sandbox.me, "can_join_groups": True, "can_read_all_group_messages": False,
        "supports_inline_queries": True, "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


def _language(arguments: Arguments) -> str:
    language = arguments.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    return language


def _commands_key(arguments: Arguments) -> str:
    """Where the commands of this scope and language are kept: `commands/scope/language`."""
    scope = arguments.json("scope", dict, "BotCommandScope") or {"type": "default"}
    kind = scope.get("type")
    if kind in CHAT_SCOPES and whole(scope.get("chat_id")) is not None:
        kind = f"{kind}:{scope['chat_id']}"
    elif kind not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    return f"commands/{kind}/{_language(arguments)}"


def _command(raw: Any) -> Row:
    name = raw.get("command") if isinstance(raw, dict) else None
    description = raw.get("description") if isinstance(raw, dict) else None
    if not isinstance(name, str) or not COMMAND.fullmatch(name.removeprefix("/")):
        raise bad("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    ephemeral = {"is_ephemeral": True} if raw.get("is_ephemeral") is True else {}
    return {"command": name.removeprefix("/"), "description": description.strip(), **ephemeral}


@method("setMyCommands")
async def set_my_commands(sandbox: Sandbox, arguments: Arguments) -> bool:
    key = _commands_key(arguments)
    commands = [_command(raw) for raw in arguments.json("commands", list, "commands") or []]
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    sandbox.set(key, commands)
    return True


@method("getMyCommands")
async def get_my_commands(sandbox: Sandbox, arguments: Arguments) -> list[Row]:
    commands: list[Row] = sandbox.setting(_commands_key(arguments), [])
    return commands


@method("deleteMyCommands")
async def delete_my_commands(sandbox: Sandbox, arguments: Arguments) -> bool:
    sandbox.set(_commands_key(arguments), [])
    return True


def _set(sandbox: Sandbox, arguments: Arguments, what: str) -> bool:
    text, language = arguments.text(what), _language(arguments)
    if len(text) > LIMITS[what]:
        raise bad(f"bot {what.replace('_', ' ')} is too long")
    sandbox.set(f"{what}/{language}" if language else what, text)
    return True


def _get(sandbox: Sandbox, arguments: Arguments, what: str) -> Row:
    language = _language(arguments)
    return {what: (sandbox.setting(f"{what}/{language}") if language else None) or sandbox.setting(what, "")}


@method("setMyName")
async def set_my_name(sandbox: Sandbox, arguments: Arguments) -> bool:
    return _set(sandbox, arguments, "name")


@method("getMyName")
async def get_my_name(sandbox: Sandbox, arguments: Arguments) -> Row:
    found = _get(sandbox, arguments, "name")
    return {"name": found["name"] or sandbox.me["first_name"]}


@method("setMyDescription")
async def set_my_description(sandbox: Sandbox, arguments: Arguments) -> bool:
    return _set(sandbox, arguments, "description")


@method("getMyDescription")
async def get_my_description(sandbox: Sandbox, arguments: Arguments) -> Row:
    return _get(sandbox, arguments, "description")


@method("setMyShortDescription")
async def set_my_short_description(sandbox: Sandbox, arguments: Arguments) -> bool:
    return _set(sandbox, arguments, "short_description")


@method("getMyShortDescription")
async def get_my_short_description(sandbox: Sandbox, arguments: Arguments) -> Row:
    return _get(sandbox, arguments, "short_description")


def _menu_key(sandbox: Sandbox, arguments: Arguments) -> str:
    if not arguments.given("chat_id"):
        return "menu_button"
    chat = arguments.integer("chat_id")
    if chat is None or sandbox.person(chat) is None:
        raise bad("chat not found")
    return f"menu_button/{chat}"


@method("setChatMenuButton")
async def set_chat_menu_button(sandbox: Sandbox, arguments: Arguments) -> bool:
    button = arguments.json("menu_button", dict, "menu button") or {"type": "default"}
    if button.get("type") not in {"commands", "default", "web_app"}:
        raise bad("can't parse menu button: unsupported type specified")
    app = button.get("web_app")
    if button["type"] == "web_app" and not (isinstance(button.get("text"), str) and button["text"].strip()):
        raise bad("can't parse menu button: Can't find field \"text\"")
    if button["type"] == "web_app" and not (isinstance(app, dict) and str(app.get("url")).startswith("https://")):
        raise bad("menu button Web App URL is invalid: Only HTTPS links are allowed")
    sandbox.set(_menu_key(sandbox, arguments), button)
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(sandbox: Sandbox, arguments: Arguments) -> Row:
    shown: list[Row] = [sandbox.setting(key) for key in (_menu_key(sandbox, arguments), "menu_button")]
    return next((button for button in shown if button and button["type"] != "default"), {"type": "commands"})


def presentation(sandbox: Sandbox) -> Row:
    """What a client shows of the bot: commands a language, `default` for every other."""
    commands: Row = {}
    in_groups: Row = {}
    for key, value in sandbox.journal.table("bot").items():
        kind, _, rest = str(key).partition("/")
        scope, _, language = rest.partition("/")
        narrower = scope == "all_private_chats"
        if kind == "commands" and value and (narrower or (scope == "default" and language not in commands)):
            commands[language] = value
        if kind == "commands" and scope == "all_group_chats":
            in_groups[language or "default"] = value
    return {
        "username": sandbox.me["username"],
        "first_name": sandbox.me["first_name"],
        "commands": {language or "default": rows for language, rows in commands.items()},
        "group_commands": in_groups,
        "description": sandbox.setting("description", ""),
        "short_description": sandbox.setting("short_description", ""),
        "menu_button": sandbox.setting("menu_button", {"type": "default"}),
    }
