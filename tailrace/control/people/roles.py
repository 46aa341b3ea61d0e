"""What each role may do, as data: the doors ask `require`, the web app shows what is allowed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from tailrace.core.errors import BadInput, NotAllowed

Role = Literal["owner", "admin", "member", "viewer"]
Permission = Literal[
    "read",
    "manage_keys",
    "manage_providers",
    "manage_workflows",
    "manage_limits",
    "share",
    "manage_shared",
    "manage_projects",
    "manage_members",
    "manage_organisation",
]

ROLES: tuple[Role, ...] = get_args(Role)
PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        "read": frozenset(ROLES),
        "manage_keys": frozenset({"owner", "admin", "member"}),
        "manage_providers": frozenset({"owner", "admin", "member"}),
        "manage_workflows": frozenset({"owner", "admin", "member"}),  # and their schemas
        "manage_limits": frozenset({"owner", "admin"}),
        "share": frozenset({"owner", "admin", "member"}),  # own views and dashboards
        "manage_shared": frozenset({"owner", "admin"}),  # those that others share
        "manage_projects": frozenset({"owner", "admin"}),
        "manage_members": frozenset({"owner", "admin"}),
        "manage_organisation": frozenset({"owner", "admin"}),  # its name and time zone
    }
)


def allows(role: Role, permission: Permission) -> bool:
    return role in PERMISSIONS[permission]


def require(role: Role, permission: Permission) -> None:
    """Raise NotAllowed unless the role has the permission."""
    if not allows(role, permission):
        able = [name for name in ROLES if allows(name, permission)]
        raise NotAllowed(
            f"The role {role} may not {permission.replace('_', ' ')}.",
            hint=f"Ask somebody with the role {' or '.join(able)}.",
        )


def require_over(role: Role, *touched: Role) -> None:
    """Raise NotAllowed unless the role may make, change or remove members with those roles."""
    require(role, "manage_members")
    if "owner" in touched and role != "owner":
        raise NotAllowed("Only an owner may make, change or remove an owner.", hint="Ask an owner.")


def checked_role(text: str) -> Role:
    """Return the role of that name; raises BadInput."""
    if text not in ROLES:
        raise BadInput(f"{text[:80]!r} is not a role.", hint=f"Roles are {', '.join(ROLES)}.")
    return text
