"""Who is calling, and whose rows they may see: the only maker of a Scope in this room.

A caller is a signed-in browser (cookie) or a project key with the scope `read` (bearer). The
session's selection, or the key, decides organisation and projects; nothing in the request can
widen them. A write must prove that our own page sent it: the session's CSRF token, and an Origin
that is ours.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from tailrace.api.openapi import CSRF_HEADER, SESSION_COOKIE
from tailrace.api.services import ApiServices
from tailrace.control.directory import Directory, KeyGrant
from tailrace.control.people.accounts import Membership
from tailrace.control.people.roles import require
from tailrace.control.people.sessions import Session, resume_session
from tailrace.control.traffic.versions import Author
from tailrace.core.errors import NotAllowed, NotFound, NotSignedIn
from tailrace.core.ids import OrgId
from tailrace.core.scope import Scope
from tailrace.query.question import Names

READ_SCOPE: Final = "read"
SAME_SITES: Final = frozenset({"none", "same-origin"})
"""What `Sec-Fetch-Site` says of our own page, and of an address typed in."""
_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
_BEARER: Final = "bearer "
_SIGN_IN = "Sign in, or send a key with the scope read as `Authorization: Bearer tr_…`."


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may read numbers and requests, and whose."""

    scope: Scope
    timezone: str
    """The organisation's."""
    names: Names


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed-in person in the organisation that they look at."""

    session: Session
    membership: Membership


def get_services(request: Request) -> ApiServices:
    """Return what `create_api` was given."""
    services: ApiServices = request.app.state.services
    return services


Services = Annotated[ApiServices, Depends(get_services)]


def find_session(request: Request, services: ApiServices) -> Session | None:
    """Return the session of the request's cookie; None when there is none that holds."""
    token = request.cookies.get(SESSION_COOKIE)
    return None if not token else resume_session(services.control.db, token, services.now())


def get_session(request: Request, services: Services) -> Session:
    """Return the session; raises NotSignedIn, and NotAllowed for a write that is not our page's."""
    if _bearer(request) is not None:
        raise NotAllowed("A key only reads numbers and requests.", hint="Sign in to do this.")
    session = find_session(request, services)
    if session is None:
        raise NotSignedIn("Nobody is signed in.", hint="POST /api/v1/session signs in.")
    if request.method not in _SAFE_METHODS:
        check_origin(request, services)
        session.check_csrf(request.headers.get(CSRF_HEADER))
    return session


def get_signed(session: Annotated[Session, Depends(get_session)]) -> Signed:
    """Return the person in their organisation; raises NotFound for a member of nothing."""
    if session.selected is None:
        raise NotFound("You belong to no organisation.", hint="Ask an owner to add you.")
    require(session.selected.role, "read")
    return Signed(session, session.selected)


def get_caller(request: Request, services: Services) -> Caller:
    """Return what the caller may read; raises NotSignedIn, NotAllowed, NotFound."""
    secret = _bearer(request)
    if secret is not None:
        return _caller_by_key(secret, services)
    session = find_session(request, services)
    if session is None:
        raise NotSignedIn("Nobody is signed in.", hint=_SIGN_IN)
    if request.method not in _SAFE_METHODS:
        check_origin(request, services)
    return _caller_by_session(session, services)


CurrentSession = Annotated[Session, Depends(get_session)]
CurrentSigned = Annotated[Signed, Depends(get_signed)]
CurrentCaller = Annotated[Caller, Depends(get_caller)]


def author(signed: Signed, services: ApiServices) -> Author:
    """Return who makes a change, and when."""
    return Author(services.now(), signed.session.user.id)


def check_origin(request: Request, services: ApiServices) -> None:
    """Raise NotAllowed when a browser says that a page of another origin sent the request.

    `Sec-Fetch-Site` is the browser's own judgement and wins. Browsers leave it out on plain HTTP
    beyond this machine; then the page's origin must be the one that was called, or the public one.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        is_ours = site in SAME_SITES
    else:
        sent_by = request.headers.get("origin")
        host = request.headers.get("host", "").lower()
        ours = {f"http://{host}", f"https://{host}", services.public_url.lower().rstrip("/")}
        is_ours = sent_by is None or sent_by.lower() in ours
    if not is_ours:
        raise NotAllowed(
            "A page of another origin sent this.",
            hint="Behind a proxy, set TAILRACE_PUBLIC_URL to the address that people use.",
        )


def _bearer(request: Request) -> str | None:
    """Return the bearer secret; None when no Authorization header was sent."""
    given = request.headers.get("authorization")
    if given is None:
        return None
    if not given.lower().startswith(_BEARER):
        raise NotSignedIn("The Authorization header carries no bearer key.", hint=_SIGN_IN)
    return given[len(_BEARER) :].strip()


def _caller_by_key(secret: str, services: ApiServices) -> Caller:
    directory = services.control.directory.current
    grant = directory.find_key(secret)
    now = services.now()
    if grant is None or grant.expired(now):
        raise NotSignedIn("The key is unknown, revoked or expired.", hint=_SIGN_IN)
    _require_read(grant)
    services.control.directory.note_used(grant.key_id, now)
    project = directory.project(grant.project_id)
    scope = Scope(grant.org_id, frozenset({grant.project_id}))
    return Caller(scope, project.timezone, _names(directory, grant.org_id))


def _require_read(grant: KeyGrant) -> None:
    if READ_SCOPE not in grant.scopes:
        raise NotAllowed(
            f"The key {grant.name} does not have the scope {READ_SCOPE}.",
            hint="Make a key that has it.",
        )


def _caller_by_session(session: Session, services: ApiServices) -> Caller:
    signed = get_signed(session)
    chosen = signed.membership
    projects = frozenset(
        {session.project_id}
        if session.project_id is not None
        else (project.id for project in chosen.projects)
    )
    if not projects:
        raise NotFound("The organisation has no project yet.", hint="POST /api/v1/projects.")
    scope = Scope(chosen.org_id, projects)
    names = _names(services.control.directory.current, chosen.org_id)
    return Caller(scope, chosen.timezone, names)


def _names(directory: Directory, org_id: OrgId) -> Names:
    known = directory.names(org_id)
    return Names(known.projects, known.keys)
