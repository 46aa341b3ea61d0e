"""A session as a browser has it: the cookie that goes out, and what the answer says of it.

The cookie is out of scripts' reach, goes to /api only, and comes back only from our own pages.
"""

import re
from ipaddress import ip_address
from typing import Final

from fastapi import Request, Response

from tailrace.api.auth import SAME_SITES
from tailrace.api.openapi import SESSION_COOKIE
from tailrace.api.schemas.access import (
    OrganisationAnswer,
    ProjectAnswer,
    SelectionAnswer,
    SessionAnswer,
    UserAnswer,
)
from tailrace.api.services import ApiServices
from tailrace.control.people.accounts import Membership
from tailrace.control.people.sessions import Session, resume_session
from tailrace.control.people.setup import is_setup_needed

COOKIE_PATH: Final = "/api"
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PORT: Final = re.compile(r":\d+$")


def begin(token: str, response: Response, services: ApiServices) -> SessionAnswer:
    """Hand a new session to the browser, and say what is in it."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(services.session_lifetime.total_seconds()),
        path=COOKIE_PATH,
        secure=services.is_https,
        httponly=True,
        samesite="lax",
    )
    session = resume_session(services.control.db, token, services.now())
    return describe(session, services)


def end(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(SESSION_COOKIE, path=COOKIE_PATH)


def describe(session: Session | None, services: ApiServices) -> SessionAnswer:
    """Return what the browser is told; without a session, that nobody is signed in."""
    is_demo = bool(services.demo_owner)
    if session is None:
        with services.control.db.reading() as connection:
            needed = is_setup_needed(connection)
        return SessionAnswer(
            user=None,
            setup_needed=needed,
            demo=is_demo,
            csrf_token=None,
            organisations=[],
            selected=None,
        )
    return SessionAnswer(
        user=UserAnswer(id=session.user.id, email=session.user.email, name=session.user.name),
        setup_needed=False,
        demo=is_demo,
        csrf_token=session.csrf_token,
        organisations=[describe_organisation(membership) for membership in session.memberships],
        selected=_selection(session),
    )


def describe_organisation(membership: Membership) -> OrganisationAnswer:
    return OrganisationAnswer(
        id=membership.org_id,
        name=membership.org_name,
        role=membership.role,
        timezone=membership.timezone,
        projects=[ProjectAnswer(id=p.id, name=p.name) for p in membership.projects],
    )


def _selection(session: Session) -> SelectionAnswer | None:
    if session.selected is None:
        return None
    return SelectionAnswer(organisation_id=session.selected.org_id, project_id=session.project_id)


def is_on_this_machine(request: Request) -> bool:
    """Return whether a browser on this machine asks for a page of this machine.

    The Host header guards against a name that somebody else's DNS points here, the others against
    a page of another origin and against somebody behind a proxy on this machine.
    """
    if any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via")):
        return False
    if request.headers.get("sec-fetch-site", "none") not in SAME_SITES:
        return False
    host = _PORT.sub("", request.headers.get("host", ""))
    return host.lower() in _LOOPBACK_NAMES and _is_loopback(address_of(request))


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


def address_of(request: Request) -> str:
    return "" if request.client is None else request.client.host
