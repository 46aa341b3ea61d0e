"""Who may pass: the key now, limits and budgets as they come.

A request's headers go in, the grant of its key comes out. Nothing is asked of a database: the
directory is a picture in memory. A request without a working key is nobody's, so it is refused
before anything else and leaves no row; every later refusal leaves one.
"""

from tailrace.control.directory import Directory, KeyGrant
from tailrace.core.clock import from_us
from tailrace.core.errors import NotAllowed, NotSignedIn
from tailrace.gateway.wire.headers import RequestHeaders

SCOPE = "gateway"
_HINT = "Send the header Authorization: Bearer tr_live_…, with a key of your project."


def identify(directory: Directory, headers: RequestHeaders, now_us: int) -> KeyGrant:
    """Return what the request's key grants; raises NotSignedIn.

    Revoked keys are not in the directory, so they are unknown.
    """
    scheme, _, secret = headers.text(b"authorization").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret:
        raise NotSignedIn("No project key was sent.", hint=_HINT)
    grant = directory.find_key(secret)
    if grant is None:
        raise NotSignedIn("This project key is not known, or it was revoked.", hint=_HINT)
    if grant.expires_at is not None and grant.expired(from_us(now_us)):
        raise NotSignedIn("This project key has expired.", hint="Make a new one.")
    return grant


def check_scope(grant: KeyGrant) -> None:
    """Raise NotAllowed unless the key may make calls."""
    if SCOPE not in grant.scopes:
        raise NotAllowed(
            f"The key {grant.name!r} lacks the scope {SCOPE}.",
            hint="Use a key that has it; a key's scopes are set when it is made.",
        )
