"""The caller's session: who is signed in, what they look at, and the very first start."""

import re
from ipaddress import ip_address
from typing import Final

from fastapi import APIRouter, Request, Response

from tailrace.api.auth import SAME_SITES, CurrentSession, Services, check_origin, find_session
from tailrace.api.openapi import OPEN, SESSION_COOKIE, WRITES
from tailrace.api.schemas.access import (
    OrganisationAnswer,
    ProjectAnswer,
    Select,
    SelectionAnswer,
    SessionAnswer,
    SetUp,
    SignIn,
    UserAnswer,
)
from tailrace.api.services import ApiServices
from tailrace.control.people import sessions
from tailrace.control.people.accounts import Membership, find_user
from tailrace.control.people.sessions import Credentials, Session
from tailrace.control.people.setup import Setup, complete_setup, is_setup_needed
from tailrace.core.errors import NotSignedIn
from tailrace.core.ids import OrgId, ProjectId

COOKIE_PATH: Final = "/api"
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PORT: Final = re.compile(r":\d+$")

router = APIRouter(tags=["session"])


@router.get("/session", openapi_extra=OPEN)
def get_session(request: Request, response: Response, services: Services) -> SessionAnswer:
    """Say who is signed in; `user` is null when nobody is."""
    session = find_session(request, services)
    if session is None and services.demo_owner and _is_on_this_machine(request):
        return _begin(_open_demo_session(services), response, services)
    return _describe(session, services)


@router.post("/session", openapi_extra=OPEN)
def sign_in(
    body: SignIn, request: Request, response: Response, services: Services
) -> SessionAnswer:
    """Sign in with e-mail address and password; sets the session cookie."""
    check_origin(request, services)
    control = services.control
    token = sessions.sign_in(
        control.db,
        control.passwords,
        control.sign_in_limit,
        Credentials(body.email, body.password, _address(request)),
        services.now(),
        services.session_lifetime,
    )
    return _begin(token, response, services)


@router.delete("/session", status_code=204, openapi_extra=WRITES)
def sign_out(session: CurrentSession, response: Response, services: Services) -> None:
    """End the session and take the cookie back."""
    with services.control.db.transaction() as connection:
        sessions.sign_out(connection, session)
    response.delete_cookie(SESSION_COOKIE, path=COOKIE_PATH)


@router.put("/session/selection", openapi_extra=WRITES)
def select(
    body: Select, request: Request, session: CurrentSession, services: Services
) -> SessionAnswer:
    """Choose the organisation, and one project or all, that the other calls answer for."""
    project_id = None if body.project_id is None else ProjectId(body.project_id)
    with services.control.db.transaction() as connection:
        sessions.select(connection, session, OrgId(body.organisation_id), project_id)
    return _describe(find_session(request, services), services)


@router.post("/setup", openapi_extra=OPEN)
def set_up(body: SetUp, request: Request, response: Response, services: Services) -> SessionAnswer:
    """Make the first owner with the one-time token of the first start, and sign in."""
    check_origin(request, services)
    control = services.control
    done = complete_setup(control.db, control.passwords, Setup(**body.model_dump()), services.now())
    control.directory.refresh()
    with control.db.transaction() as connection:
        token = sessions.open_session(
            connection, done.user_id, services.now(), services.session_lifetime
        )
    return _begin(token, response, services)


def _begin(token: str, response: Response, services: ApiServices) -> SessionAnswer:
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
    session = sessions.resume_session(services.control.db, token, services.now())
    return _describe(session, services)


def _open_demo_session(services: ApiServices) -> str:
    with services.control.db.transaction() as connection:
        owner = find_user(connection, services.demo_owner)
        if owner is None:
            raise NotSignedIn("The demo is not ready yet.", hint="Try again in a moment.")
        return sessions.open_session(
            connection, owner.id, services.now(), services.session_lifetime
        )


def _is_on_this_machine(request: Request) -> bool:
    """Return whether a browser on this machine asks for a page of this machine.

    The Host header guards against a name that somebody else's DNS points here, the others against
    a page of another origin and against somebody behind a proxy on this machine.
    """
    if any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via")):
        return False
    if request.headers.get("sec-fetch-site", "none") not in SAME_SITES:
        return False
    host = _PORT.sub("", request.headers.get("host", ""))
    return host.lower() in _LOOPBACK_NAMES and _is_loopback(_address(request))


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


def _address(request: Request) -> str:
    return "" if request.client is None else request.client.host


def _describe(session: Session | None, services: ApiServices) -> SessionAnswer:
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
        organisations=[_organisation(membership) for membership in session.memberships],
        selected=_selection(session),
    )


def _organisation(membership: Membership) -> OrganisationAnswer:
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
