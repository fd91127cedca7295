"""How Telegram says no: a code, a sentence in its own words, sometimes parameters. No rule lives here."""

from typing import Any


class Refused(Exception):
    """A Bot API call was refused and changed nothing."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(sentence: str) -> Refused:
    return Refused(400, f"Bad Request: {sentence}")


def unparsable(sentence: str) -> Refused:
    return bad(f"can't parse entities: {sentence}")


def blocked() -> Refused:
    return Refused(403, "Forbidden: bot was blocked by the user")


def never_started() -> Refused:
    return Refused(403, "Forbidden: bot can't initiate conversation with a user")


def kicked(kind: str) -> Refused:
    return Refused(403, f"Forbidden: bot was kicked from the {kind} chat")


def upgraded(number: int) -> Refused:
    sentence = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refused(400, sentence, migrate_to_chat_id=number)


def too_many(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def too_old() -> Refused:
    return bad("query is too old and response timeout expired or query ID is invalid")


def not_modified() -> Refused:
    return bad(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


def other_poller() -> Refused:
    return Refused(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def webhook_is_set() -> Refused:
    return Refused(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
