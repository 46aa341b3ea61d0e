"""The caller's session: who is signed in, what they look at, and the very first start."""

from fastapi import APIRouter, Request, Response

from tailrace.api.auth import CurrentSession, Services, check_origin, find_session
from tailrace.api.browser import address_of, begin, describe, end, is_on_this_machine
from tailrace.api.openapi import OPEN, WRITES
from tailrace.api.schemas.access import (
    FollowLink,
    NewPassword,
    Select,
    SessionAnswer,
    SetUp,
    SignIn,
)
from tailrace.api.services import ApiServices
from tailrace.control.people import accounts, sessions
from tailrace.control.people.sessions import Credentials, Session
from tailrace.control.people.setup import Setup, complete_setup
from tailrace.core.errors import NotAllowed, NotSignedIn
from tailrace.core.ids import OrgId, ProjectId

router = APIRouter(tags=["session"])


@router.get("/session", openapi_extra=OPEN)
def get_session(request: Request, response: Response, services: Services) -> SessionAnswer:
    """Say who is signed in; `user` is null when nobody is."""
    session = find_session(request, services)
    if session is None and services.demo_owner and is_on_this_machine(request):
        return begin(_open_demo_session(services), response, services)
    return describe(session, services)


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
        Credentials(body.email, body.password, address_of(request)),
        services.now(),
        services.session_lifetime,
    )
    return begin(token, response, services)


@router.delete("/session", status_code=204, openapi_extra=WRITES)
def sign_out(session: CurrentSession, response: Response, services: Services) -> None:
    """End the session and take the cookie back."""
    with services.control.db.transaction() as connection:
        sessions.sign_out(connection, session)
    end(response)


@router.put("/session/selection", openapi_extra=WRITES)
def select(
    body: Select, request: Request, session: CurrentSession, services: Services
) -> SessionAnswer:
    """Choose the organisation, and one project or all, that the other calls answer for."""
    project_id = None if body.project_id is None else ProjectId(body.project_id)
    with services.control.db.transaction() as connection:
        sessions.select(connection, session, OrgId(body.organisation_id), project_id)
    return describe(find_session(request, services), services)


@router.post("/session/link", openapi_extra=OPEN)
def follow_link(
    body: FollowLink, request: Request, response: Response, services: Services
) -> SessionAnswer:
    """Sign in with a one-time link's token, such as `tailrace apply` prints for a new member."""
    check_origin(request, services)
    token = sessions.sign_in_by_link(
        services.control.db, body.token, services.now(), services.session_lifetime
    )
    return begin(token, response, services)


@router.put("/session/password", openapi_extra=WRITES)
def set_password(
    body: NewPassword,
    request: Request,
    response: Response,
    session: CurrentSession,
    services: Services,
) -> SessionAnswer:
    """Choose a password; every other browser of the person is signed out."""
    control, now = services.control, services.now()
    _check_current(body.current, session, address_of(request), services)
    with control.db.transaction() as connection:
        accounts.set_password(connection, control.passwords, session.user.id, body.password)
        token = sessions.open_session(connection, session.user.id, now, services.session_lifetime)
    return begin(token, response, services)


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
    return begin(token, response, services)


def _open_demo_session(services: ApiServices) -> str:
    with services.control.db.transaction() as connection:
        owner = accounts.find_user(connection, services.demo_owner)
        if owner is None:
            raise NotSignedIn("The demo is not ready yet.", hint="Try again in a moment.")
        return sessions.open_session(
            connection, owner.id, services.now(), services.session_lifetime
        )


def _check_current(current: str, session: Session, address: str, services: ApiServices) -> None:
    """Raise NotAllowed unless whoever has this browser also knows the password that is set."""
    if not session.user.has_password:
        return
    control, email = services.control, session.user.email
    control.sign_in_limit.take(email, address, services.now())
    with control.db.reading() as connection:
        stored = accounts.find_password_hash(connection, session.user.id)
    if not control.passwords.matches(stored, current):
        raise NotAllowed("The current password is wrong.", hint="Send it as `current`.")
    control.sign_in_limit.forgive(email, address)
