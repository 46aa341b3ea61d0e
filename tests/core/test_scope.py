"""A scope always names its projects."""

import pytest

from tailrace.core.ids import OrgId, ProjectId
from tailrace.core.scope import Scope


def test_scope_without_projects_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one project"):
        Scope(OrgId(1), frozenset())


def test_scope_sees_bodies_unless_told() -> None:
    assert Scope(OrgId(1), frozenset({ProjectId(2)})).bodies
