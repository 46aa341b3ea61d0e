"""YAML, read with places: every complaint says file, line, column and path.

YAML text goes in, Elements come out; `${NAME}` in a text becomes the variable NAME of the given
environment, after the YAML was read, so that a value cannot add structure. What a complaint
repeats is names, never values: a value may be a secret.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

import yaml
from yaml.constructor import SafeConstructor

from tailrace.control.traffic.reading import MAX_DEPTH
from tailrace.core.errors import BadInput

T = TypeVar("T")
_VARIABLE = re.compile(r"\$(\$?)\{([^}]*)\}")
_NULL, _BOOL = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"
_SCALARS = {_NULL, _BOOL, "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}
_STEP = re.compile(r"[^.\[\]]+")
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Source:
    """The file's name, for complaints, and the variables that it may use."""

    name: str
    environ: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Element:
    """One node of the document, and where it is."""

    source: Source
    node: yaml.Node = field(repr=False)
    path: str

    def complaint(self, message: str, hint: str = "") -> BadInput:
        """Return the error to raise about this element."""
        mark = self.node.start_mark
        where = f"{self.source.name}:{mark.line + 1}:{mark.column + 1}"
        return BadInput(f"{where}: {self.path or 'the file'}: {message}", hint=hint)

    def fields(self, known: Collection[str], required: Collection[str]) -> dict[str, "Element"]:
        """Return the values of a mapping by key; raises BadInput for a key that is not known."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.complaint(f"This has to be a mapping with {', '.join(known)}.")
        found: dict[str, Element] = {}
        for key_node, value_node in self.node.value:
            name = str(key_node.value)
            key = Element(self.source, key_node, f"{self.path}.{name}".removeprefix("."))
            if name not in known:
                raise key.complaint("This is not a known key.", _nearest(name, known))
            if name in found:
                raise key.complaint("The key is given twice.")
            found[name] = Element(self.source, value_node, key.path)
        for name in required:
            if name not in found:
                raise self.complaint(f"The key {name} is missing.")
        return found

    def items(self) -> list["Element"]:
        """Return the elements of a list; raises BadInput for anything else."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.complaint("This has to be a list.", "Begin each entry with '- '.")
        return [
            Element(self.source, node, f"{self.path}[{index}]")
            for index, node in enumerate(self.node.value)
        ]

    def text(self) -> str:
        """Return a text with its variables filled in; raises BadInput for anything else."""
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag == _NULL:
            raise self.complaint("This has to be a text.")
        return _VARIABLE.sub(self._variable, str(self.node.value))

    def flag(self) -> bool:
        """Return true or false; raises BadInput for anything else."""
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag != _BOOL:
            raise self.complaint("This has to be true or false.")
        return _FLAGS[self.node.value.lower()]

    def plain(self, depth: int = MAX_DEPTH) -> Any:
        """Return the value as JSON has it, with the variables of its texts filled in.

        A mapping's keys are texts, and so is what JSON has no kind for, such as a date.
        """
        if depth == 0:
            raise self.complaint(f"This is nested more than {MAX_DEPTH} deep.")
        if isinstance(self.node, yaml.SequenceNode):
            return [item.plain(depth - 1) for item in self.items()]
        if isinstance(self.node, yaml.MappingNode):
            return {name: inner.plain(depth - 1) for name, inner in self.members().items()}
        return self._scalar() if self.node.tag in _SCALARS else self.text()

    def members(self) -> dict[str, "Element"]:
        """Return the values of a mapping by key, whatever the keys are."""
        found: dict[str, Element] = {}
        for key_node, value_node in self.node.value:
            key = Element(self.source, key_node, self.path)
            if not isinstance(key_node, yaml.ScalarNode):
                raise key.complaint("A key has to be a text.")
            name = str(key_node.value)
            if name in found:
                raise key.complaint(f"The key {name} is given twice.")
            found[name] = Element(self.source, value_node, f"{self.path}.{name}".removeprefix("."))
        return found

    def at(self, path: str) -> "Element":
        """Return the element that a path such as `targets[1].weight` leads to from here.

        Where it leads to nothing, the last element on the way stands for it, under the whole path.
        """
        here: Element = self
        for step in _STEP.findall(path):
            found = here.step(step)
            if found is None:
                break
            here = found
        whole = f"{self.path}.{path}" if path and not path.startswith("[") else self.path + path
        return Element(self.source, here.node, whole)

    def step(self, name: str) -> "Element | None":
        """Return the member of that name, or the item of that number."""
        if isinstance(self.node, yaml.MappingNode):
            return self.members().get(name)
        if isinstance(self.node, yaml.SequenceNode) and name.isdecimal():
            items = self.items()
            return items[int(name)] if int(name) < len(items) else None
        return None

    def checked(self, check: Callable[[str], T]) -> T:
        """Return what `check` makes of the text; its BadInput becomes a complaint."""
        text = self.text()
        with self.placed():
            return check(text)

    @contextmanager
    def placed(self) -> Iterator[None]:
        """Turn a BadInput of the block into a complaint about this element."""
        try:
            yield
        except BadInput as error:
            raise self.complaint(error.message, error.hint) from None

    def _scalar(self) -> Any:
        try:
            return SafeConstructor().construct_object(self.node)
        except (ValueError, OverflowError):
            raise self.complaint("This is not a number that can be kept.") from None

    def _variable(self, match: re.Match[str]) -> str:
        escaped, name = match.groups()
        if escaped:
            return f"${{{name}}}"
        value = self.source.environ.get(name)
        if value is None:
            raise self.complaint(
                f"The variable {name} is not set.",
                f"Set it, or write $${{{name}}} to mean the text.",
            )
        return value


def read_document(text: str, source: Source) -> Element:
    """Return the root of a YAML text; raises BadInput with line and column when it is not YAML."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{source.name}:{mark.line + 1}:{mark.column + 1}" if mark else source.name
        raise BadInput(f"{where}: This is not YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise BadInput(f"{source.name}: This is not YAML: {error}.") from None
    if node is None:
        raise BadInput(f"{source.name}: The file is empty.")
    return Element(source, node, "")


def _nearest(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}?" if near else f"Known keys are {', '.join(known)}."
