"""Passwords: the rules for them, and Argon2id hashes of them."""

import threading
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tailrace.core.errors import BadInput

LEAST_LENGTH = 10
MOST_LENGTH = 200
LEAST_DISTINCT = 5
AT_ONCE = 4
"""Hashes at the same time: each takes 64 MiB, and strangers can ask for them."""


def checked_password(password: str, email: str) -> str:
    """Return the password; raises BadInput, which does not repeat it, for one easy to guess."""
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        raise BadInput(
            f"A password has {LEAST_LENGTH} to {MOST_LENGTH} characters; this one has "
            f"{len(password)}.",
            hint="Four words that have nothing to do with each other are good.",
        )
    if not is_text(password):
        raise BadInput("The password holds half a character.", hint="Type it anew.")
    if len(set(password)) < LEAST_DISTINCT:
        raise BadInput(
            "The password repeats itself.",
            hint=f"Use at least {LEAST_DISTINCT} different characters.",
        )
    if password.lower() == email:
        raise BadInput("The password is the e-mail address.", hint="Use something else.")
    return password


def is_text(text: str) -> bool:
    """Return whether the text can be written down: JSON can carry halves of characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Passwords:
    """Makes and checks hashes; both take tens of milliseconds, and memory, on purpose."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    decoy: str = field(init=False, repr=False)
    """A hash to check against when there is none, so that a stranger learns nothing by the time."""
    _turns: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(AT_ONCE), repr=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "decoy", self.hasher.hash("nobody has this password"))

    def hash(self, password: str) -> str:
        """Return the salted hash of a password that `checked_password` let pass."""
        with self._turns:
            return self.hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Return whether this is the password; False, as slowly, when none is stored."""
        if len(password) > MOST_LENGTH or not is_text(password):
            return False
        try:
            with self._turns:
                self.hasher.verify(stored or self.decoy, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
