"""The last typed answer of each person, so that editing the message replaces the value. Forgotten with the process:
what was answered is kept by then, only the edit goes unheard.
"""

from dataclasses import dataclass, field
from typing import Any

MOST = 10_000


@dataclass
class Answers:
    """By chat: which message it was, and the question that it answered."""

    _last: dict[int, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def keep(self, chat_id: int, message_id: int, question: dict[str, Any]) -> None:
        """From now on an edit of this message is another answer to `question`."""
        self._last.pop(chat_id, None)
        self._last[chat_id] = (message_id, question)
        if len(self._last) > MOST:
            self._last.pop(next(iter(self._last)))

    def question_of(self, chat_id: int, message_id: int) -> dict[str, Any]:
        """What the message answered, if no later one did; else empty."""
        kept = self._last.get(chat_id)
        return kept[1] if kept and kept[0] == message_id else {}
