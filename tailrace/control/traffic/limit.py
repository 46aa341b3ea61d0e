"""A limit's definition: how much of what may be used in which stretch of time, and by whom.

    {"per": "user", "requests": "120/minute", "burst": 20}
    {"per": "project", "cost_usd": "50/day"}
    {"per": "key", "tokens": "100000/minute", "workflow": "smart_summary"}

A definition goes in, a LimitSpec comes out. Money becomes whole micro-dollars. A limit without a
name is called after what it says, and goes on being so when it changes.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

import msgspec

from tailrace.control.traffic.reading import Given, nearest, read_field, read_fields, shown
from tailrace.control.traffic.workflow import read_name
from tailrace.core.errors import BadInput
from tailrace.core.ids import LimitId, OrgId, ProjectId
from tailrace.core.money import usd_text

Per = Literal["organisation", "project", "key", "user", "ip", "workflow"]
Unit = Literal["requests", "tokens", "micro_usd"]
Window = Literal["second", "minute", "hour", "day", "month"]

PERS: tuple[Per, ...] = get_args(Per)
UNITS: Mapping[str, Unit] = MappingProxyType(
    {"requests": "requests", "tokens": "tokens", "cost_usd": "micro_usd"}
)
"""The unit that each field of a definition is counted in."""
WINDOWS: Mapping[Unit, tuple[Window, ...]] = MappingProxyType(
    {
        "requests": ("second", "minute", "hour", "day"),
        "tokens": ("minute", "day"),
        "micro_usd": ("day", "month"),
    }
)
FIELDS = ("name", "per", *UNITS, "burst", "workflow", "key")
MAX_AMOUNT = 10**15
NAME_LENGTH = 200
_MICRO = 1_000_000
_AMOUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,6})?)\s?/\s?([a-z]{1,20})")


class LimitSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much may be used; made by `read_limit`, which checks it."""

    name: str
    per: Per
    """Whose calls share one allowance: all of one organisation, project, key, user …"""
    unit: Unit
    amount: int
    window: Window
    burst: int | None = None
    """Requests only: how many may come at once; the allowance then fills up evenly."""
    workflow: str = ""
    """Only calls of this workflow count; empty: all."""
    key: str = ""
    """Only calls with this key count; empty: all."""

    @property
    def field(self) -> str:
        """The field of a definition that says the amount."""
        return next(field for field, unit in UNITS.items() if unit == self.unit)

    @property
    def rate(self) -> str:
        """`120/minute`; money in dollars."""
        amount = Decimal(self.amount) / _MICRO if self.unit == "micro_usd" else self.amount
        return f"{usd_text(Decimal(amount))}/{self.window}"

    @property
    def made_name(self) -> str:
        """What it is called when nobody gave it a name: `user requests 120/minute`."""
        told = {"workflow": self.workflow, "key": self.key}
        more = "".join(f" {what} {value}" for what, value in told.items() if value)
        return f"{self.per} {self.field} {self.rate}{more}"

    @property
    def slot(self) -> tuple[str, ...]:
        """What stays the same when only its amount changes."""
        return (self.per, self.unit, self.window, self.workflow, self.key)

    def definition(self) -> dict[str, Any]:
        """Return the shortest definition that means this, its fields in the documented order."""
        name = {} if self.name == self.made_name else {"name": self.name}
        told = {"burst": self.burst, "workflow": self.workflow, "key": self.key}
        more = {field: value for field, value in told.items() if value}
        return {**name, "per": self.per, self.field: self.rate, **more}


class LimitView(msgspec.Struct, frozen=True):
    """A limit as the gateway holds calls to it."""

    limit_id: LimitId
    org_id: OrgId
    project_id: ProjectId | None
    """None: it is the organisation's, and holds in each of its projects."""
    spec: LimitSpec


def read_limit(definition: object) -> LimitSpec:
    """Return what the definition says; raises BadDefinition with every mistake in it."""
    given = Given(definition)
    fields = read_fields(given, FIELDS, ("per",))
    unit, (amount, window) = _allowance(given, fields)
    spec = LimitSpec(
        "",
        cast("Per", read_field(fields, "per", lambda g: g.one_of(PERS), "project")),
        unit,
        amount,
        window,
        read_field(fields, "burst", lambda g: g.whole(1, MAX_AMOUNT), None),
        read_field(fields, "workflow", lambda g: g.text() and read_name(g), ""),
        read_field(fields, "key", _name, ""),
    )
    if spec.burst is not None and unit != "requests":
        fields["burst"].note("Only a limit on requests has a burst.")
    name = read_field(fields, "name", _name, "")
    given.settle()
    return msgspec.structs.replace(spec, name=name or spec.made_name)


def _allowance(given: Given, fields: Mapping[str, Given]) -> tuple[Unit, tuple[int, Window]]:
    said = [field for field in UNITS if field in fields and fields[field].value is not None]
    if len(said) != 1:
        hint = "Like requests: 120/minute, tokens: 100000/day or cost_usd: 50/month."
        given.note(f"A limit says exactly one of {', '.join(UNITS)}.", hint)
        return "requests", (1, "minute")
    unit = UNITS[said[0]]
    return unit, read_field(fields, said[0], lambda g: _rate(g, unit), (1, WINDOWS[unit][0]))


def _rate(given: Given, unit: Unit) -> tuple[int, Window]:
    match = _AMOUNT.fullmatch(given.text())
    like = "50/day" if unit == "micro_usd" else "120/minute"
    if match is None:
        raise BadInput(
            f"{shown(given.value)} is not an amount per time.", hint=f"Write it like {like}."
        )
    number, window = match.groups()
    if window not in WINDOWS[unit]:
        raise BadInput(
            f"{window[:20]!r} is not a time that this is counted by.",
            hint=nearest(window, WINDOWS[unit]),
        )
    return _amount(Decimal(number), unit), cast("Window", window)


def _amount(number: Decimal, unit: Unit) -> int:
    amount = number * (_MICRO if unit == "micro_usd" else 1)
    if amount != int(amount):
        raise BadInput("This has to be a whole number per time.")
    if not 1 <= amount <= MAX_AMOUNT:
        raise BadInput("The amount has to be more than 0, and at most 10^15 of its smallest unit.")
    return int(amount)


def _name(given: Given) -> str:
    text = given.text()
    if len(text) > NAME_LENGTH or not text.isprintable() or text != text.strip():
        raise BadInput(
            f"{shown(text)} is not a name.",
            hint=f"It has up to {NAME_LENGTH} characters, and no space at either end.",
        )
    return text
