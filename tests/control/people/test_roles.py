"""The table of permissions, as promised."""

import pytest

from tailrace.control.people.roles import (
    PERMISSIONS,
    ROLES,
    Role,
    allows,
    checked_role,
    require,
    require_over,
)
from tailrace.core.errors import BadInput, NotAllowed


def test_the_table_is_as_promised() -> None:
    able = {permission: sorted(roles) for permission, roles in PERMISSIONS.items()}
    assert able == {
        "read": ["admin", "member", "owner", "viewer"],
        "manage_keys": ["admin", "member", "owner"],
        "manage_providers": ["admin", "member", "owner"],
        "manage_workflows": ["admin", "member", "owner"],
        "manage_limits": ["admin", "owner"],
        "share": ["admin", "member", "owner"],
        "manage_shared": ["admin", "owner"],
        "manage_projects": ["admin", "owner"],
        "manage_members": ["admin", "owner"],
        "manage_organisation": ["admin", "owner"],
    }


@pytest.mark.parametrize("role", ROLES)
def test_require_agrees_with_allows(role: Role) -> None:
    for permission in PERMISSIONS:
        if allows(role, permission):
            require(role, permission)
        else:
            with pytest.raises(NotAllowed):
                require(role, permission)


def test_a_refusal_says_who_could() -> None:
    with pytest.raises(NotAllowed, match="The role viewer may not manage keys") as caught:
        require("viewer", "manage_keys")
    assert caught.value.hint == "Ask somebody with the role owner or admin or member."


@pytest.mark.parametrize("role", ROLES)
def test_only_owners_are_over_owners(role: Role) -> None:
    for touched in ROLES:
        if role == "owner" or (role == "admin" and touched != "owner"):
            require_over(role, touched)
        else:
            with pytest.raises(NotAllowed):
                require_over(role, touched)


def test_an_unknown_role_is_refused() -> None:
    assert checked_role("owner") == "owner"
    with pytest.raises(BadInput, match="'Owner' is not a role"):
        checked_role("Owner")
