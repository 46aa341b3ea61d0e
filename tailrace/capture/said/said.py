"""What an answer says, whoever's dialect it is in: what records are made of."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tailrace.capture.price import USUAL, Terms
from tailrace.core.usage import Usage

_NONE: Mapping[str, Any] = {}


class Said(msgspec.Struct, frozen=True, gc=False):
    """The facts of one answer; what it does not say is empty or None."""

    model: str = ""
    finish_reason: str = ""
    """The first choice's, in the provider's words."""
    usage: Usage | None = None
    terms: Terms | None = USUAL
    """What else decides the cost; None: something that we cannot tell apart does."""
    attributes: Mapping[str, Any] = _NONE
    """What has no column, by its conventional name."""
    error: Any = None
    """An error that came inside an answer with a good status."""
    preview: Callable[[], str] = str
    """Returns the first words; only records that show them ask for it."""


NOTHING = Said()
