"""What applying a file did, told without secrets; and the secrets that are told once."""

from dataclasses import dataclass, field
from typing import Literal

Action = Literal["created", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is now another; what was as the file says is not told."""

    action: Action
    path: str
    """`organisations.acme.projects.shop.keys.ci`"""
    detail: str

    def __str__(self) -> str:
        return f"{self.action} {self.path}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that the file names without a secret."""

    organisation: str
    project: str
    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A way in, once, for a member without a password."""

    email: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Applied:
    """The outcome. After a dry run `keys` and `links` are empty: nothing was made."""

    changes: tuple[Change, ...]
    keys: tuple[MadeKey, ...]
    links: tuple[MadeLink, ...]
