"""How much work it can be to check a value against a JSON Schema, told from the schema alone.

A check runs to its end on the thread that serves everyone, and a few hundred bytes of schema can
make it run for years: definitions that each use the next one twice, or that use themselves at two
places. So a schema is measured once, and each value before it is checked.

    tail      subschemas of the largest part that does not refer to itself, with all that it
              refers to; of most schemas that is the whole, and the other two are 1
    width     subschemas that look at one and the same value, with all that they refer to
    ways      how often one inner value is looked at each time that its outer one is, where the
              schema refers to itself

A value of `nodes` parts, nested `depth` deep, takes at most nodes x width x ways^depth x tail
steps. What must stay true: no step is counted too low, but for alternatives that a constant member
tells apart, of which the library looks into one (a test measures it). Ordinary schemas have ways
of 1, so that the depth of a value makes no difference.
"""

from collections import Counter
from typing import Any
from urllib.parse import unquote

import msgspec

from tailrace.control.traffic.subschemas import ANY_MEMBER, Edges, Node, edges_of, find
from tailrace.core.errors import BadInput

MOST_UNFOLDED = 20_000
MOST_HEIGHT = 64
MOST_PATTERNS = 100
_VALUES = ("const", "default", "enum", "examples")
"""Keywords that hold values, whatever these look like."""


class Effort(msgspec.Struct, frozen=True):
    """What a schema can cost; see the module."""

    width: int
    ways: int
    tail: int

    def steps(self, nodes: int, depth: int) -> int:
        """Return the most that a value can take."""
        levels: int = self.ways**depth
        return nodes * self.width * levels * self.tail


def measure(json_schema: Node) -> Effort:
    """Return what the schema can cost; raises BadInput for one that is beyond all bounds."""
    graph = _Graph(json_schema)
    try:
        nodes = graph.reachable()
        width = max(map(graph.width, nodes))
        tail = max(graph.unfolded(node) or 1 for node in nodes)
        if max(width, tail) > MOST_UNFOLDED:
            raise BadInput(
                f"With all that it refers to, it has more than {MOST_UNFOLDED} subschemas."
            )
        if max(map(graph.height, nodes)) > MOST_HEIGHT:
            raise BadInput(f"Its subschemas refer to each other more than {MOST_HEIGHT} deep.")
        if graph.unfolded(json_schema) is not None:
            return Effort(1, 1, tail)
        return Effort(width, max(map(graph.ways, nodes)), tail)
    except RecursionError:
        raise BadInput("Its subschemas are nested too deeply.") from None


class _Graph:
    """The subschemas of one schema and which lead to which."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self._anchors: dict[str, Node] = {}
        self._patterns = 0
        self._index(root)
        self._edges: dict[int, Edges] = {}
        self._widths: dict[int, int | None] = {}
        self._heights: dict[int, int] = {}
        self._sizes: dict[int, int | None] = {}
        self._labels: dict[int, Counter[str]] = {}

    def reachable(self) -> list[Node]:
        """Return each subschema that a check can come to."""
        found, waiting = {id(self.root): self.root}, [self.root]
        while waiting:
            for after in self.edges(waiting.pop()).all():
                if id(after) not in found:
                    found[id(after)] = after
                    waiting.append(after)
        return list(found.values())

    def edges(self, node: Node) -> Edges:
        """Return where a check goes on from the subschema."""
        known = self._edges.get(id(node))
        if known is None:
            self._edges[id(node)] = known = edges_of(node, self._referred)
        return known

    def width(self, node: Node) -> int:
        known = self._widths.get(id(node), 0)
        if known is None:
            raise BadInput("It refers to itself for one and the same value.")
        if not known:
            self._widths[id(node)] = None
            known = 1 + sum(self.width(inner) for inner in self.edges(node).same())
            self._widths[id(node)] = known
        return known

    def height(self, node: Node) -> int:
        if id(node) not in self._heights:
            inner = max((self.height(each) for each in self.edges(node).same()), default=0)
            self._heights[id(node)] = 1 + inner
        return self._heights[id(node)]

    def ways(self, node: Node) -> int:
        """Return how often one inner value is looked at when the node looks at the outer one."""
        counted = self.labels(node)
        named = max((n for label, n in counted.items() if label != ANY_MEMBER), default=0)
        return max(1, named + counted[ANY_MEMBER])

    def labels(self, node: Node) -> Counter[str]:
        """Return the inner values that the node looks at by way of itself, with how often each."""
        known = self._labels.get(id(node))
        if known is None:
            edges = self.edges(node)
            known = Counter(label for label, each in edges.below if self.unfolded(each) is None)
            for alternatives in edges.alternatives:
                known.update(self._alternatives(alternatives))
            for inner in edges.together:
                known.update(self.labels(inner))
            self._labels[id(node)] = known
        return known

    def unfolded(self, node: Node) -> int | None:
        """Return the number of subschemas with references written out; None: there is no end."""
        if id(node) not in self._sizes:
            self._sizes[id(node)] = None
            sizes = [self.unfolded(inner) for inner in self.edges(node).all()]
            known = [size for size in sizes if size is not None]
            self._sizes[id(node)] = 1 + sum(known) if len(known) == len(sizes) else None
        return self._sizes[id(node)]

    def _alternatives(self, nodes: list[Node]) -> Counter[str]:
        """Return the labels of alternatives: the most of any when a member tells them apart."""
        having = [node for node in nodes if self.labels(node)]
        apart, added = self._told_apart(having), Counter[str]()
        for node in having:
            added = added | self.labels(node) if apart else added + self.labels(node)
        return added

    def _told_apart(self, nodes: list[Node]) -> bool:
        """Return whether all have a different constant for the same member."""
        constants = [_constants(self._followed(node)) for node in nodes]
        names = set.intersection(*map(set, constants)) if constants else set()
        return any(len({each[name] for each in constants}) == len(nodes) for name in names)

    def _followed(self, node: Node) -> Node:
        reference = node.get("$ref")
        found = self._referred(reference) if isinstance(reference, str) else node
        return found if isinstance(found, dict) else node

    def _referred(self, reference: str) -> Any:
        """Return what a reference within the schema is to; raises BadInput for any other."""
        if reference in self._anchors:
            return self._anchors[reference]
        if reference != "#" and not reference.startswith("#/"):
            raise BadInput(
                f"It refers to {reference[:80]!r}, which is not a part of it.",
                hint="Write references like #/$defs/name. Nothing is ever fetched.",
            )
        return find(self.root, unquote(reference))

    def _index(self, value: object) -> None:
        """Look at all of the schema once: note anchors, refuse what makes a check too hard."""
        if isinstance(value, list):
            for inner in value:
                self._index(inner)
        elif isinstance(value, dict):
            self._note(value)
            for keyword, inner in value.items():
                if keyword not in _VALUES:
                    self._index(inner)

    def _note(self, node: Node) -> None:
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(name := node.get(keyword), str):
                self._anchors[f"#{name}"] = node
        if node is not self.root and isinstance(node.get("$id"), str):
            raise BadInput("It has an $id within.", hint="Use $defs and #/$defs/name.")
        patterns = node.get("patternProperties")
        self._patterns += isinstance(node.get("pattern"), str)
        self._patterns += len(patterns) if isinstance(patterns, dict) else 0
        if self._patterns > MOST_PATTERNS:
            raise BadInput(f"It has more than {MOST_PATTERNS} patterns.")


def _constants(node: Node) -> dict[str, str]:
    """Return the members that have to have one certain text, with that."""
    members = node.get("properties")
    found = {}
    for name, inner in members.items() if isinstance(members, dict) else ():
        value = inner.get("const") if isinstance(inner, dict) else None
        if isinstance(value, str):
            found[name] = value
    return found
