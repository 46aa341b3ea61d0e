"""Hands each HTTP request to its room: the gateway, the API, or the web app's files.

The gateway comes first and by one prefix test, because it is the hot path. Everything that is no
file is the web app's page, so that its addresses can be opened and reloaded.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tailrace.app.wiring.front import Front
from tailrace.core.errors import TailraceError
from tailrace.gateway.wire.asgi import BROKEN_BODY

STATIC = Path(__file__).parent / "static"
NOT_BUILT = "The web app is not built. Run `python tools/build_web.py`, then start again.\n"
GATEWAY = ("/v1/", "/v1beta/")
"""The prefixes of the gateway's paths: OpenAI's and Anthropic's, and Google's."""
ANY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FOREVER = "public, max-age=31536000, immutable"
PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; "
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Doors:
    """The outermost ASGI application: one `startswith` per gateway call, the rest by Starlette."""

    def __init__(self, gateway: Callable[[Any, Any, Any], Awaitable[None]], pages: ASGIApp) -> None:
        self._gateway = gateway
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(GATEWAY):
            await self._gateway(scope, receive, send)
        else:
            await self._pages(scope, _unless_broken(scope, receive), send)


def _unless_broken(scope: Scope, receive: Receive) -> Receive:
    """Return a `receive` that never passes a part of a body off as the whole."""

    async def checked() -> Message:
        message = await receive()
        return {"type": "http.disconnect"} if BROKEN_BODY in scope else message

    return checked


class Assets(StaticFiles):
    """Files whose names hold a digest of their content: they never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = FOREVER
        return response


def create_pages(
    api: ASGIApp,
    ready: Callable[[], None],
    mounts: Mapping[str, ASGIApp],
    *,
    static: Path = STATIC,
    lifespan: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> Starlette:
    """Return the application for everything but the gateway.

    `ready` raises a TailraceError while the store or the control database cannot be reached;
    `mounts` are further applications by their prefix; `lifespan` is entered while serving.
    """
    compressed = [Middleware(GZipMiddleware, minimum_size=1024)]
    return Starlette(
        routes=[
            Route("/healthz", _healthy),
            Route("/readyz", _readiness(ready)),
            *(Mount(prefix, app) for prefix, app in mounts.items()),
            Mount("/assets", Assets(directory=static / "assets", check_dir=False)),
            Route("/{path:path}", _page(static)),
        ],
        middleware=[Middleware(_ApiFirst, api=api), *compressed],
        lifespan=lambda _: lifespan(),
    )


def create_health(
    ready: Callable[[], None], *, lifespan: Callable[[], AbstractAsyncContextManager[None]]
) -> Starlette:
    """Return the application beside the gateway in a process that takes calls and no more."""
    return Starlette(
        routes=[
            Route("/healthz", _healthy),
            Route("/readyz", _readiness(ready)),
            Route("/{path:path}", _elsewhere("This process takes calls; the core has the pages.")),
        ],
        lifespan=lambda _: lifespan(),
    )


def create_doors(front: Front | None, pages: ASGIApp) -> Doors:
    """Return the whole; without a front, calls are told that others take them."""
    message = "This is the core, which takes no calls; the processes of `tailrace gateway` do."
    closed = Starlette(routes=[Route("/{path:path}", _elsewhere(message), methods=ANY_METHOD)])
    return Doors(closed if front is None else front.gateway, pages)


class _ApiFirst:
    """Hands /api to its application unchanged: a mount would cut the prefix off its paths."""

    def __init__(self, app: ASGIApp, api: ASGIApp) -> None:
        self._app = app
        self._api = GZipMiddleware(api, minimum_size=1024)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_api = scope["type"] == "http" and (
            scope["path"] == "/api" or scope["path"].startswith("/api/")
        )
        await (self._api if is_api else self._app)(scope, receive, send)


async def _healthy(_: Request) -> Response:
    return PlainTextResponse("ok\n")


def _readiness(ready: Callable[[], None]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        try:
            await run_in_threadpool(ready)
        except TailraceError as error:
            return JSONResponse(
                {"ready": False, "reason": error.message, "hint": error.hint}, status_code=503
            )
        return JSONResponse({"ready": True})

    return answer


def _elsewhere(message: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        error = {"code": "not_here", "message": message, "type": "invalid_request_error"}
        return JSONResponse({"error": error}, status_code=404)

    return answer


def _page(static: Path) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        found = _file_below(static, request.path_params["path"])
        page = found or static / "index.html"
        if not page.is_file():
            return PlainTextResponse(NOT_BUILT, status_code=503)
        return FileResponse(page, headers=PAGE_HEADERS)

    return answer


def _file_below(folder: Path, path: str) -> Path | None:
    """Return the file of that path inside the folder, never one outside it."""
    found = (folder / path).resolve()
    inside = found.is_relative_to(folder.resolve())
    return found if path and inside and found.is_file() else None
