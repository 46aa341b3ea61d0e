"""The API's HTTP boundary: every answer carries a request id and safe headers, and every failure
has one shape.

    {"error": {"code", "message", "hint", "request_id"}}

What was sent is never repeated in the log, and passwords never in an answer. A failure that nobody
expected is logged with its request id, its type and its place in the code.
"""

import logging
import math
import secrets
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tailrace.control.traffic.reading import BadDefinition
from tailrace.core.errors import BadInput, Busy, LimitReached, NotFound, TailraceError, TooLarge

MAX_BODY_BYTES = 1 << 20
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""Of every answer that does not set its own."""
_DOCS = "/api/docs lists every call and what it takes."
_FILTER_FIELDS = ("position", "expected", "nearest")
_log = logging.getLogger(__name__)


class Boundary:
    """ASGI middleware around all routes: the last place where an exception can arrive."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _complete(MutableHeaders(scope=message), request_id)
            await send(message)

        try:
            await self._app(scope, _bounded(receive), send_with_headers)
        except Exception as error:
            _log_failure(scope, request_id, error)
            if started:
                raise
            failed = TailraceError(
                "The server failed.", hint="Its log tells more about this request id."
            )
            await answer(failed, request_id)(scope, receive, send_with_headers)


def install(app: FastAPI) -> None:
    """Make every failure of the application's routes leave in the one shape."""
    app.exception_handler(TailraceError)(_on_error)
    app.exception_handler(RequestValidationError)(_on_invalid)
    app.exception_handler(HTTPException)(_on_http)
    app.add_middleware(Boundary)


def answer(error: TailraceError, request_id: str) -> JSONResponse:
    """Return the response that tells the caller about the error."""
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "request_id": request_id,
    }
    body |= {name: getattr(error, name) for name in _FILTER_FIELDS if hasattr(error, name)}
    if isinstance(error, BadDefinition):
        body["problems"] = [asdict(problem) for problem in error.problems]
    headers = {}
    if isinstance(error, LimitReached | Busy):
        headers["retry-after"] = str(max(1, math.ceil(error.retry_after)))
    return JSONResponse({"error": body}, error.status, headers)


def of_validation(errors: Sequence[Any]) -> BadInput:
    """Return the first of pydantic's findings as a sentence that names the field."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return BadInput("The body is not JSON.", hint=_DOCS)
    field = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return BadInput(f"{field} is not a field of this call.", hint=_DOCS)
    return BadInput(f"{field}: {first['msg']}.", hint=_DOCS)


async def _on_error(request: Request, error: TailraceError) -> JSONResponse:
    return answer(error, request.state.request_id)


async def _on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    return answer(of_validation(error.errors()), request.state.request_id)


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    """Translate what the framework raises: unknown paths, wrong methods, bodies it cannot read."""
    response = answer(_of_http(request, error), request.state.request_id)
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response


def _of_http(request: Request, error: HTTPException) -> TailraceError:
    path = request.scope["path"]
    if error.status_code == 404:
        return NotFound(f"There is no {path}.", hint=_DOCS)
    if error.status_code == 405:
        return BadInput(
            f"{path} does not take {request.method}.",
            hint=_DOCS,
            code="method_not_allowed",
        )
    if error.status_code == 413:
        return TooLarge(f"The body is larger than {MAX_BODY_BYTES} bytes.", hint=_DOCS)
    return BadInput("The body cannot be read.", hint=_DOCS)


def _complete(headers: MutableHeaders, request_id: str) -> None:
    headers["x-request-id"] = request_id
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def _bounded(receive: Receive) -> Receive:
    """Return `receive` that refuses to hand on more than MAX_BODY_BYTES of one body."""
    seen = 0

    async def receive_bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_BODY_BYTES:
            raise HTTPException(413)
        return message

    return receive_bounded


def _log_failure(scope: Scope, request_id: str, error: Exception) -> None:
    """Log where it failed; an exception's own text may hold what somebody sent, so it stays out."""
    _log.error(
        "request %s %s %s failed with %s\n%s",
        request_id,
        scope["method"],
        scope["path"],
        type(error).__qualname__,
        "".join(traceback.format_tb(error.__traceback__)),
    )
