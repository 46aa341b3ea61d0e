"""The gateway as the benchmark runs it: `python -m bench.serve_gateway [--no-capture] URL FOLDER`.

It prints its port. Without capture its tee records nothing.
"""

import sys
from pathlib import Path
from unittest import mock

import uvloop

from bench.load import KEY
from bench.servers import serve
from tailrace.app.serving.protocol import HttpProtocol
from tailrace.capture.price import Prices
from tailrace.control import directory as control
from tailrace.control.secrets import hash_secret
from tailrace.core.clock import SystemClock
from tailrace.core.ids import KeyId, OrgId, ProjectId, ProviderId, RequestNumbers
from tailrace.core.record import Record
from tailrace.gateway.call import Call, Outcome
from tailrace.gateway.routes import Gateway, GatewayParts, Limits
from tailrace.gateway.tee import Tee
from tailrace.limits.memory import MemoryLimiter
from tailrace.spool.spool import Spool


def gateway(upstream: str, folder: Path) -> Gateway:
    """Return a gateway with one project, one provider, and a spool in the folder."""
    org, project = OrgId(1), ProjectId(1)
    target = control.ProviderTarget(ProviderId(1), "openai", "openai", f"{upstream}/v1", "sk-1")
    view = control.ProjectView(
        org, project, "acme", "shop", "UTC", {"openai": target}, keep_bodies=True
    )
    grant = control.KeyGrant(KeyId(1), org, project, "bench", frozenset({"gateway"}), "live", None)
    picture = control.Directory(1, {hash_secret(KEY): grant}, {project: view})
    clock = SystemClock()
    spool = Spool(folder, clock=clock, max_bytes=4 << 30, segment_bytes=64 << 20)
    return Gateway(
        GatewayParts(
            directory=lambda: picture,
            note_used=lambda _key, _at: None,
            append=spool.append,
            prices=Prices(),
            clock=clock,
            numbers=RequestNumbers(),
            limiter=MemoryLimiter(),
            limits=Limits(32 << 20, 256 << 10, 60.0, 10.0, allow_private=True),
        )
    )


def record_nothing(
    _tee: Tee, call: Call, _outcome: Outcome, _own: bytes | None = None
) -> tuple[Record, ...]:
    """Stand in for `Tee.record`."""
    call.recorded = True
    return ()


async def main(*arguments: str) -> None:
    *options, upstream, folder = arguments
    if "--no-capture" in options:
        mock.patch.object(Tee, "record", record_nothing).start()
    app = gateway(upstream, Path(folder))
    await app.open()
    await serve(app, HttpProtocol)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
