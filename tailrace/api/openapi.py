"""The OpenAPI document: who may call what, and one shape for every error.

The document is made from the routes alone, so it can be written without a running server
(`tools/openapi.py`) and does not change from one start to the next.
"""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

SESSION_COOKIE: Final = "tailrace_session"
CSRF_HEADER: Final = "X-CSRF-Token"

OPEN: Final[dict[str, Any]] = {"security": []}
"""Anybody may call it."""
READS: Final[dict[str, Any]] = {"security": [{"session": []}, {"key": []}]}
"""A session, or a key with the scope `read`."""
SESSION: Final[dict[str, Any]] = {"security": [{"session": []}]}
"""A session."""
WRITES: Final[dict[str, Any]] = {"security": [{"session": [], "csrf": []}]}
"""A session that also proves that its own page sent the call."""

_SCHEMES: Final = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": "Set by `POST /api/v1/session`.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": "`csrf_token` of `GET /api/v1/session`.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A project key with the scope `read`: `tr_live_…`.",
    },
}


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application's routes."""
    made = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    made.setdefault("components", {})["securitySchemes"] = _SCHEMES
    for path in made["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
    return made


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema: it may be left out, but nobody can send null in an address."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    return {**choices[0], **{name: schema[name] for name in schema if name != "anyOf"}}
