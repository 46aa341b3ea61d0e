"""The values of one SQL text, each under a name of its own."""

from collections.abc import Collection

from tailrace.core.scope import Scope

MOMENT = "DateTime64(6, 'UTC')"
"""The store's type of a row's time."""
PERIOD = "DateTime('UTC')"
"""The store's type of a rollup's hour or day."""


class Parameters:
    """Collects what a text binds; `bind` returns the place to write into the text."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def bind(self, value: object, sql_type: str) -> str:
        """Keep the value and return its `{name:Type}`; the same value twice has one name."""
        for name, known in self.values.items():
            if known == value and type(known) is type(value):
                return f"{{{name}:{sql_type}}}"
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"{{{name}:{sql_type}}}"

    def bind_all(self, values: Collection[object], sql_type: str) -> str:
        """Keep the values as one array."""
        return self.bind(list(values), f"Array({sql_type})")


def scope_condition(scope: Scope, alias: str, parameters: Parameters) -> str:
    """Return the condition that keeps a table to the reader's rows; every table read has it."""
    org = parameters.bind(scope.org_id, "UInt32")
    projects = parameters.bind_all(sorted(scope.project_ids), "UInt32")
    return f"{alias}.org_id = {org} AND {alias}.project_id IN {projects}"
