"""Who may pass.

A request's headers go in, the grant of its key comes out. Nothing is asked of a database: the
directory is a picture in memory. A request without a working key is nobody's, so it is refused
before anything else and leaves no row; every later refusal leaves one.
"""

from urllib.parse import parse_qsl

from tailrace.control.directory import Directory, KeyGrant
from tailrace.core.clock import from_us
from tailrace.core.errors import NotAllowed, NotSignedIn
from tailrace.gateway.wire.headers import RequestHeaders

SCOPE = "gateway"
_KEY_HEADERS = (b"x-api-key", b"x-goog-api-key", b"api-key")
"""Where the clients of Anthropic, Google and Azure put a key."""
_HINT = "Send the header Authorization: Bearer tr_live_…, with a key of your project."


def identify(
    directory: Directory, headers: RequestHeaders, now_us: int, query_key: str = ""
) -> KeyGrant:
    """Return what the request's key grants; raises NotSignedIn.

    `query_key` is a key in the address, as Gemini's clients may send it.
    Revoked keys are not in the directory, so they are unknown.
    """
    secret = _bearer(headers) or _vendors_key(headers) or query_key
    if not secret:
        raise NotSignedIn("No project key was sent.", hint=_HINT)
    grant = directory.find_key(secret)
    if grant is None:
        raise NotSignedIn("This project key is not known, or it was revoked.", hint=_HINT)
    if grant.expires_at is not None and grant.expired(from_us(now_us)):
        raise NotSignedIn("This project key has expired.", hint="Make a new one.")
    return grant


def query_key(query: bytes) -> str:
    """Return the `key` of a query; empty when it has none."""
    pairs = parse_qsl(query.decode("latin-1"))
    return next((value for name, value in pairs if name == "key"), "")


def without_key(query: bytes) -> bytes:
    """Return the query without its `key`, which is ours and not the provider's."""
    parts = query.split(b"&") if query else []
    return b"&".join(part for part in parts if part.partition(b"=")[0] != b"key")


def _bearer(headers: RequestHeaders) -> str:
    scheme, _, secret = headers.text(b"authorization").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _vendors_key(headers: RequestHeaders) -> str:
    return next((key for name in _KEY_HEADERS if (key := headers.text(name))), "")


def check_scope(grant: KeyGrant) -> None:
    """Raise NotAllowed unless the key may make calls."""
    if SCOPE not in grant.scopes:
        raise NotAllowed(
            f"The key {grant.name!r} lacks the scope {SCOPE}.",
            hint="Use a key that has it; a key's scopes are set when it is made.",
        )
