"""The refusals that any command may give: nothing there, not signed in, nonsense, later. See `errors`."""

from typing import Any, ClassVar


class DomainError(Exception):
    """The command was refused and nothing was changed. `params` are plain values for the sentence."""

    code: ClassVar[str] = "broken"
    next_step: ClassVar[str | None] = None

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params


class NotFound(DomainError):
    """There is no such thing for this person: gone, never there, or not theirs. The three are one answer."""

    code = "not_found"


class SignInNeeded(DomainError):
    """Nobody is signed in, or the session ended."""

    code = "sign_in_needed"
    next_step = "sign_in"


class LinkSpent(DomainError):
    """A sign-in link that was used, has aged or never was."""

    code = "link_spent"
    next_step = "sign_in"


class Banned(DomainError):
    """This account may read and give back its own seats, nothing else."""

    code = "banned"


class Invalid(DomainError):
    """A value that cannot be: `field` names it, `problem` is a code for the sentence beside it."""

    code = "invalid"

    def __init__(self, field: str, problem: str, **params: Any) -> None:
        super().__init__(field=field, problem=problem, **params)


class KeyReused(DomainError):
    """The same idempotency key came with another body (invariant 23)."""

    code = "key_reused"


class Busy(DomainError):
    """A lock or the database took too long; nothing was changed. `s` is when to try again, in seconds."""

    code = "busy"
    next_step = "wait"


class TooManyCodes(DomainError):
    """`n` codes went to this address or for this person within an hour; the next may at `time`."""

    code = "too_many_codes"
    next_step = "wait"


class EmailTaken(DomainError):
    """The address is another account's, which its owner has just proved to be theirs too."""

    code = "email_taken"


class TooManyQuestions(DomainError):
    """`n` questions about payments wait for an answer already."""

    code = "too_many_questions"
    next_step = "wait"
