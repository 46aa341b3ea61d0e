"""The gateway as benchmarks run it: `python -m bench.serve_gateway [OPTION …] URL FOLDER`.

It prints its port. With `--no-capture` its tee records nothing. With `--traffic` its project has
workflows: `plain`; `rescued`, whose first target fails; `limited`; `structured`, with a schema;
`guarded`, with limits and the schema.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import uvloop

from bench.load import KEY
from bench.servers import serve
from tailrace.app.serving.protocol import HttpProtocol
from tailrace.capture.price import Prices
from tailrace.control import directory as control
from tailrace.control.secrets import hash_secret
from tailrace.control.traffic.limit import LimitView, read_limit
from tailrace.control.traffic.schema import SchemaView, read_schema
from tailrace.control.traffic.workflow import WorkflowView, read_workflow
from tailrace.core.clock import SystemClock
from tailrace.core.ids import (
    KeyId,
    LimitId,
    OrgId,
    ProjectId,
    ProviderId,
    RequestNumbers,
    SchemaId,
    WorkflowId,
)
from tailrace.core.record import Record
from tailrace.gateway.call import Call, Outcome
from tailrace.gateway.routes import Gateway, GatewayParts, Limits
from tailrace.gateway.tee import Tee
from tailrace.limits.memory import MemoryLimiter
from tailrace.spool.spool import Spool

SCHEMA = {
    "type": "object",
    "properties": {
        "summary": {"type": "string", "minLength": 1},
        "flow": {"type": "number", "minimum": 0},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
    },
    "required": ["summary", "flow", "tags"],
    "additionalProperties": False,
}
HOME = "openai:gpt-4o-mini"
WORKFLOWS: dict[str, dict[str, Any]] = {
    "plain": {"targets": [HOME]},
    "rescued": {"targets": ["missing:gpt-4o-mini", HOME], "backoff_ms": []},
    "limited": {"targets": [HOME]},
    "structured": {"targets": [HOME], "schema": "card"},
    "guarded": {"targets": [HOME], "schema": "card"},
}
LIMITS = [
    {**limit, "workflow": workflow, "name": f"{workflow} {limit['per']}"}
    for workflow in ("limited", "guarded")
    for limit in (
        {"per": "project", "requests": "1000000/minute"},
        {"per": "key", "tokens": "1000000000/minute"},
        {"per": "workflow", "cost_usd": "1000000/day"},
    )
]


def with_traffic(view: control.ProjectView, upstream: str) -> control.ProjectView:
    """Return the project with workflows, a schema, limits, and a provider that lacks its model."""
    missing = control.ProviderTarget(
        ProviderId(2), "missing", "openai", f"{upstream}/missing/v1", "sk-2"
    )
    card = SchemaView(SchemaId(1), 1, read_schema({"name": "card", "json_schema": SCHEMA}))
    return replace(
        view,
        providers={**view.providers, "missing": missing},
        workflows={
            name: WorkflowView(WorkflowId(number), 1, read_workflow({"name": name, **spec}))
            for number, (name, spec) in enumerate(WORKFLOWS.items(), 1)
        },
        schemas={"card": card},
        limits=tuple(
            LimitView(LimitId(number), view.org_id, view.project_id, read_limit(one))
            for number, one in enumerate(LIMITS, 1)
        ),
    )


def gateway(upstream: str, folder: Path, *, traffic: bool = False) -> Gateway:
    """Return a gateway with one project, one provider, and a spool in the folder."""
    org, project = OrgId(1), ProjectId(1)
    target = control.ProviderTarget(ProviderId(1), "openai", "openai", f"{upstream}/v1", "sk-1")
    view = control.ProjectView(
        org, project, "acme", "shop", "UTC", {"openai": target}, keep_bodies=True
    )
    if traffic:
        view = with_traffic(view, upstream)
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
    app = gateway(upstream, Path(folder), traffic="--traffic" in options)
    await app.open()
    await serve(app, HttpProtocol)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
