"""Which subschemas a JSON Schema has, and which of them look at the same value or at inner ones.

A subschema as plain JSON goes in, its `Edges` come out. Keywords that are not known here have no
subschemas that a check would come to.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

Node = dict[str, Any]
ANY_MEMBER = "*"
"""The label of subschemas that look at members of any name."""
_REFS = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})


class Edges:
    """Where a check goes on from one subschema."""

    __slots__ = ("alternatives", "below", "together")

    def __init__(self) -> None:
        self.together: list[Node] = []
        """Those that look at the same value."""
        self.alternatives: list[list[Node]] = []
        """The same, of which one has to fit: a list for each such keyword."""
        self.below: list[tuple[str, Node]] = []
        """Those that look at inner values, each with a label of which ones."""

    def same(self) -> Iterator[Node]:
        yield from self.together
        for alternatives in self.alternatives:
            yield from alternatives

    def all(self) -> Iterator[Node]:
        yield from self.same()
        for _, inner in self.below:
            yield inner

    def add_same(self, value: object) -> None:
        self.together += schemas(value)

    def add_same_named(self, value: object) -> None:
        self.together += schemas(list(value.values()) if isinstance(value, dict) else None)

    def add_alternatives(self, value: object) -> None:
        self.alternatives.append(schemas(value))

    def add_members(self, value: object) -> None:
        for name, inner in value.items() if isinstance(value, dict) else ():
            self.below += ((f".{name}", each) for each in schemas(inner))

    def add_any_members(self, value: object) -> None:
        self.below += ((ANY_MEMBER, each) for each in schemas(value))

    def add_patterns(self, value: object) -> None:
        self.add_any_members(list(value.values()) if isinstance(value, dict) else None)

    def add_elements(self, value: object) -> None:
        self.below += (("[]", each) for each in schemas(value))


_ADDED: Mapping[str, Callable[[Edges, object], None]] = MappingProxyType(
    {
        "allOf": Edges.add_same,
        "not": Edges.add_same,
        "if": Edges.add_same,
        "then": Edges.add_same,
        "else": Edges.add_same,
        "dependentSchemas": Edges.add_same_named,
        "dependencies": Edges.add_same_named,
        "anyOf": Edges.add_alternatives,
        "oneOf": Edges.add_alternatives,
        "properties": Edges.add_members,
        "patternProperties": Edges.add_patterns,
        "additionalProperties": Edges.add_any_members,
        "unevaluatedProperties": Edges.add_any_members,
        "propertyNames": Edges.add_any_members,
        "items": Edges.add_elements,
        "prefixItems": Edges.add_elements,
        "additionalItems": Edges.add_elements,
        "unevaluatedItems": Edges.add_elements,
        "contains": Edges.add_elements,
    }
)


def edges_of(node: Node, referred: Callable[[str], object]) -> Edges:
    """Return where a check goes on from a subschema; `referred` finds what it refers to."""
    edges = Edges()
    for keyword, value in node.items():
        add = _ADDED.get(keyword)
        if add is not None:
            add(edges, value)
        elif keyword in _REFS and isinstance(value, str):
            edges.together += schemas([referred(value)])
    return edges


def schemas(value: object) -> list[Node]:
    """Return the one subschema, or those of a list; true and false are none to look into."""
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def find(root: Any, pointer: str) -> Any:
    """Return what a JSON pointer with a leading # leads to; None when it leads nowhere."""
    found = root
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict):
            found = found.get(name)
        elif isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found
