"""How one source spells the fields: from its own columns, or as the catalog reads a raw row."""

from collections.abc import Mapping
from dataclasses import dataclass

from tailrace.query.catalog import CUSTOMER, Field
from tailrace.query.question import Names
from tailrace.query.sql.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Columns:
    """What a condition needs to know about its source.

    `own` gives the expression of each field that the source holds as one plain value per row; raw
    rows hold none so, and are read as `s`.
    """

    names: Names
    parameters: Parameters
    own: Mapping[str, str]

    def holds(self, field: Field) -> bool:
        return field.name in self.own

    def sql(self, field: Field) -> str:
        """Return the expression of the field's value."""
        if field.name in self.own:
            return self.own[field.name]
        if field.kind == "customer":
            return f"s.customer_data[{self.parameters.bind(path_of(field), 'String')}]"
        return field.sql

    def known(self, field: Field) -> str:
        """Return the condition under which a number is known; `1` when it always is."""
        return field.known.replace("{x}", self.sql(field))


def path_of(field: Field) -> str:
    """Return the key of the customer data that a `customer.<path>` field reads."""
    return field.name.removeprefix(CUSTOMER)


def any_of(conditions: list[str]) -> str:
    """Return the condition that at least one holds, fit to stand anywhere."""
    if len(conditions) == 1:
        return conditions[0]
    return f"({' OR '.join(conditions)})" if conditions else "0"
