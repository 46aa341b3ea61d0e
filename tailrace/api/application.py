"""Builds the FastAPI application that answers everything under /api.

Routes carry their full paths, so whoever serves the application hands it each request whose path
starts with /api as it is, without cutting the prefix off.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

import tailrace
from tailrace.api import docs, errors, openapi
from tailrace.api.routes import (
    access,
    distributions,
    explain,
    exports,
    numbers,
    pipeline,
    requests,
    session,
)
from tailrace.api.routes.people import invitations, members, organisation
from tailrace.api.routes.saved import dashboards, views
from tailrace.api.routes.traffic import circuits, limits, structures, workflows
from tailrace.api.schemas.shared import ErrorAnswer
from tailrace.api.services import ApiServices

PREFIX = "/api"
VERSION_PREFIX = f"{PREFIX}/v1"
_DESCRIPTION = """Numbers, requests and traces of the LLM calls that tailrace recorded.

Sign in (`POST /api/v1/session`; then send `X-CSRF-Token` with each write), or send a project key
with the scope `read` as `Authorization: Bearer tr_…`. Times are RFC 3339, money is US dollars as
text, null means unknown."""
_ROUTES = (
    session,
    access,
    organisation,
    members,
    invitations,
    workflows,
    structures,
    limits,
    circuits,
    numbers,
    distributions,
    explain,
    exports,
    requests,
    views,
    dashboards,
    pipeline,
)
_ANY_ERROR = {"model": ErrorAnswer, "description": "Refused or failed; `code` says why."}


def create_api(services: ApiServices) -> FastAPI:
    """Return the application; it opens and starts nothing."""
    app = _application()
    app.state.services = services
    return app


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document without a running server."""
    return openapi.document(_application())


def _application() -> FastAPI:
    app = FastAPI(
        title="tailrace",
        version=tailrace.__version__,
        description=_DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    for module in _ROUTES:
        app.include_router(module.router, prefix=VERSION_PREFIX, responses={"default": _ANY_ERROR})
    app.include_router(docs.router, prefix=PREFIX)
    errors.install(app)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
