"""The one tree of errors that rooms raise and doors translate into answers.

    TailraceError       500
      BadInput          400   we cannot read what you sent
      NotSignedIn       401
      NotAllowed        403
      NotFound          404   also for things you may not see
      Conflict          409
      TooLarge          413
      InvalidOutput     422   what the model said does not fit the schema that was asked for
      LimitReached      429   rate or budget; carries retry_after
      UpstreamFailed    502   the provider answered badly or not at all
      Busy              503   spool full, or store not ready
      TookTooLong       504   our own deadline passed

`code` is stable and machine-readable; `message` says what happened; `hint` says what to do next.
"""

from typing import ClassVar


class TailraceError(Exception):
    """Something failed in a way that a caller can be told about."""

    status: ClassVar[int] = 500
    code: str = "internal"

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code


class BadInput(TailraceError):
    """We cannot read what was sent."""

    status = 400
    code = "bad_input"


class NotSignedIn(TailraceError):
    """No credentials, or ones that do not hold."""

    status = 401
    code = "not_signed_in"


class NotAllowed(TailraceError):
    """Known caller, but the role or scope does not reach."""

    status = 403
    code = "not_allowed"


class NotFound(TailraceError):
    """The thing does not exist, or the caller may not know that it does."""

    status = 404
    code = "not_found"


class Conflict(TailraceError):
    """The change contradicts what is there."""

    status = 409
    code = "conflict"


class TooLarge(TailraceError):
    """The body is over the limit."""

    status = 413
    code = "too_large"


class InvalidOutput(TailraceError):
    """What a model said does not fit the schema, and may not be passed on.

    It is neither the caller's mistake nor a failure of the provider, so it has a status of its
    own. `path` is a JSON pointer to the first wrong part; empty for the answer as a whole.
    """

    status = 422
    code = "invalid_output"

    def __init__(self, message: str, *, path: str, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.path = path


class LimitReached(TailraceError):
    """A rate or a budget is used up; `retry_after` is in seconds."""

    status = 429
    code = "limit_reached"

    def __init__(self, message: str, *, retry_after: float, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class UpstreamFailed(TailraceError):
    """The provider answered badly or not at all."""

    status = 502
    code = "upstream_failed"


class Busy(TailraceError):
    """The spool is full, or the store is not ready; `retry_after` is in seconds."""

    status = 503
    code = "busy"

    def __init__(self, message: str, *, retry_after: float = 1.0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class TookTooLong(TailraceError):
    """Our own deadline passed."""

    status = 504
    code = "took_too_long"
