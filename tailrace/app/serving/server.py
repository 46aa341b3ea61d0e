"""One process that listens and serves."""

import logging
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from tailrace.app.serving.protocol import HttpProtocol
from tailrace.core.errors import BadInput
from tailrace.settings import Settings

STOP_WITHIN_S = 30
START_WITHIN_S = 30
"""A worker that has not started by then, or does not answer for so long, is started anew."""
BACKLOG = 2048


def listen(settings: Settings) -> socket.socket:
    """Return the listening socket; raises BadInput when the address cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise BadInput(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.",
            hint="Choose another with --port; --port 0 picks a free one.",
        ) from None
    return listener


def address(settings: Settings, listener: socket.socket) -> str:
    """Return the address to open in a browser, without a trailing slash."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    return local_address(settings, listener)


def local_address(settings: Settings, listener: socket.socket) -> str:
    """Return the address by which this machine itself reaches the server."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    port: int = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host.strip("[]") else f"http://{host}:{port}"


def run(app: ASGIApp, settings: Settings, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; calls under way have 30 s to finish."""
    log_to_stderr(settings)
    # uvicorn stops in good order, then raises the signal anew; for us that is an end, not a death.
    for end in (signal.SIGINT, signal.SIGTERM):
        signal.signal(end, lambda _number, _frame: None)
    uvicorn.Server(configuration(app, settings)).run(sockets=[listener])


def configuration(
    app: ASGIApp | Callable[[], ASGIApp],
    settings: Settings,
    *,
    factory: bool = False,
    workers: int = 1,
) -> uvicorn.Config:
    """Return how an application is served; with `factory`, each worker makes its own."""
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        http=HttpProtocol,
        loop="auto",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.trust_forwarded,
        timeout_graceful_shutdown=STOP_WITHIN_S,
        timeout_worker_healthcheck=START_WITHIN_S,
    )


def log_to_stderr(settings: Settings) -> None:
    """Send this process's log to stderr; the server's own chatter only from warnings on."""
    logging.basicConfig(
        stream=sys.stderr,
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    logging.getLogger("uvicorn").setLevel(max(logging.WARNING, logging.root.level))
