"""Which requests: a small tree, and the text it is written as.

`parse` makes it from text, `format_filter` writes it back so that parsing that gives the same
tree, and `sql/condition.py` turns it into SQL. What must stay true: all values are frozen, and an
`And` or `Or` has no or several items, never one.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tailrace.query.catalog import HAS_NAMES, TRAIT_FIELDS

Comparison = Literal["=", ">", ">=", "<", "<="]

_SPECIAL = frozenset('"\\,()*:<>')


@dataclass(frozen=True, slots=True)
class Exact:
    """The very text; the empty text asks for requests without one."""

    text: str


@dataclass(frozen=True, slots=True)
class Glob:
    """Pieces in this order, with anything between them: `gpt-4o*` is ("gpt-4o", "")."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number that compares so; an unknown number never does."""

    comparison: Comparison
    value: Decimal


@dataclass(frozen=True, slots=True)
class Between:
    """A number between these two, both included."""

    low: Decimal
    high: Decimal


Choice = Exact | Glob | Number | Between


@dataclass(frozen=True, slots=True)
class Term:
    """A field that is one of these."""

    field: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """Something that is there at all: a field's value, or a trait such as `error`."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """Requests that do not pass."""

    item: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    """Requests that pass all; without items, all requests."""

    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Requests that pass at least one; without items, none."""

    items: tuple["Filter", ...]


Filter = Term | Has | Not | And | Or

EVERYTHING = And(())


def both(one: Filter, other: Filter) -> Filter:
    """Return the filter that passes what both pass."""
    items = tuple(item for part in (one, other) for item in conjuncts(part))
    return items[0] if len(items) == 1 else And(items)


def conjuncts(tree: Filter) -> tuple[Filter, ...]:
    """Return the filters that must all pass; the tree itself unless it is an And."""
    return tree.items if isinstance(tree, And) else (tree,)


def fields_read(tree: Filter) -> frozenset[str]:
    """Return the names of the fields that tell whether a request passes."""
    match tree:
        case Term(name):
            return frozenset({name})
        case Has(name):
            return frozenset({TRAIT_FIELDS.get(name) or HAS_NAMES.get(name, name)})
        case Not(item):
            return fields_read(item)
        case And(items) | Or(items):
            return frozenset().union(*map(fields_read, items))


def without_tests(tree: Filter) -> Filter:
    """Return the filter that also leaves test requests out, unless it asks about them."""
    if "test_mode" in fields_read(tree):
        return tree
    return both(tree, Term("test_mode", (Exact("false"),)))


def format_filter(tree: Filter) -> str:
    """Return the text of a filter; `Or(())`, which passes nothing, has none and is not parsed."""
    match tree:
        case Term(field, choices):
            return f"{bare(field)}:{','.join(map(_choice, choices))}"
        case Has(name):
            return f"has:{bare(name)}"
        case Not(item):
            return f"-{_nested(item)}"
        case And(items):
            return " ".join(map(_nested, items))
        case Or(items):
            return " OR ".join(map(_nested, items))


def _nested(tree: Filter) -> str:
    text = format_filter(tree)
    return f"({text})" if isinstance(tree, And | Or) else text


def _choice(choice: Choice) -> str:
    match choice:
        case Exact(text):
            return _exact(text)
        case Glob(pieces):
            return "*".join(map(bare, pieces))
        case Number("=", value):
            return format(value, "f")
        case Number(comparison, value):
            return f"{comparison}{value:f}"
        case Between(low, high):
            return f"{low:f}..{high:f}"


def _exact(text: str) -> str:
    plain = text and not any(map(is_special, text))
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_special(character: str) -> bool:
    """Whether it ends a bare word or means something in it; a backslash takes that away."""
    return character in _SPECIAL or character.isspace()


def bare(text: str) -> str:
    """Return the text as part of a bare word, with what is special in it taken away."""
    return "".join(f"\\{c}" if is_special(c) else c for c in text)
