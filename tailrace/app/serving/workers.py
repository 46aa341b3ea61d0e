"""Several processes that take calls on one address; each has the gateway and no store.

The parent listens and watches: a worker that dies is started again, and SIGTERM lets each finish
its calls. Workers share the data folder: the control database tells them within two seconds what
changed, and each appends to segments of its own, which the core drains.
"""

import os
import socket
from functools import partial

from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from tailrace.app.lifespan import running
from tailrace.app.serving import server
from tailrace.app.web import Doors, create_health
from tailrace.app.wiring.apart import build_gateway
from tailrace.core.clock import SystemClock
from tailrace.settings import Settings


def run(settings: Settings, listener: socket.socket, workers: int) -> None:
    """Serve calls with so many processes until SIGINT or SIGTERM."""
    server.log_to_stderr(settings)
    make = partial(create_worker, settings, os.getpid())
    config = server.configuration(make, settings, factory=True, workers=workers)
    Multiprocess(config, sockets=[listener]).run()


def create_worker(settings: Settings, parent: int) -> ASGIApp:
    """Return one worker's application; called in its own process. Raises a TailraceError.

    `parent` is the process that started it, and with which it ends.
    """
    server.log_to_stderr(settings)
    services = build_gateway(settings, SystemClock(), parent)
    pages = create_health(services.check_ready, lifespan=partial(running, services))
    return Doors(services.front.gateway, pages)
