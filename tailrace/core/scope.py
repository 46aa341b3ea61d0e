"""Whose rows a reader may see.

Every read takes a Scope as its first argument. Only the doors make one (`tests/rules` lists
them), so a query without a tenant cannot be written by mistake.
"""

from dataclasses import dataclass

from tailrace.core.ids import OrgId, ProjectId


@dataclass(frozen=True, slots=True)
class Scope:
    """One organisation, and the projects in it that the reader may see; never empty."""

    org_id: OrgId
    project_ids: frozenset[ProjectId]
    bodies: bool = True

    def __post_init__(self) -> None:
        if not self.project_ids:
            raise ValueError("a Scope names at least one project")
