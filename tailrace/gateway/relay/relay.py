"""One call from its arrival to its last byte.

Admit, read, understand, choose where it goes, hold it against the limits, have it answered, record.
What must stay true: whichever way a call of a known key ends, it is recorded once, before its last
bytes leave, and what the limits reserved for it is settled.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tailrace.control.directory import Directory, KeyGrant, ProjectView
from tailrace.control.traffic.schema import SchemaView
from tailrace.control.traffic.workflow import WorkflowView
from tailrace.core.clock import Clock, from_us
from tailrace.core.errors import BadInput, LimitReached, NotFound, TailraceError
from tailrace.core.ids import KeyId, RequestNumbers
from tailrace.gateway.admit import identify
from tailrace.gateway.admit.limits import Charge, Held
from tailrace.gateway.call import Ask, Call, Door, Outcome
from tailrace.gateway.context import of_workflow, read_context, read_trace
from tailrace.gateway.native import envelope
from tailrace.gateway.native.fields import pick_fields
from tailrace.gateway.outputs.check import Checkers
from tailrace.gateway.outputs.sample import sample_of
from tailrace.gateway.outputs.wanted import attached
from tailrace.gateway.providers.models import ModelLists
from tailrace.gateway.relay import pick
from tailrace.gateway.relay.answer import answer_sample
from tailrace.gateway.relay.errand import Errand
from tailrace.gateway.relay.heads import JSON, answer_headers
from tailrace.gateway.relay.speaker import Speaker, sayable
from tailrace.gateway.relay.tools import Tools
from tailrace.gateway.routing.plan import Course, Plan
from tailrace.gateway.wire import asgi
from tailrace.gateway.wire.errors import error_body
from tailrace.gateway.wire.headers import client_ip, sort_request

CRASHED = Outcome("error", 500, TailraceError("The gateway failed."))


@dataclass(frozen=True, slots=True)
class Relay:
    """Takes calls from the doors to the providers."""

    directory: Callable[[], Directory]
    note_used: Callable[[KeyId, datetime], None]
    clock: Clock
    numbers: RequestNumbers
    lists: ModelLists
    tools: Tools
    checkers: Checkers
    max_body_bytes: int
    trusts_forwarded: bool = False
    """`x-forwarded-for` is a proxy's of ours, and says who calls."""

    async def handle(self, call: Call, client: asgi.Client) -> None:
        """Answer one call."""
        await self.guard(call, client, self._answer(call, client))

    async def _answer(self, call: Call, client: asgi.Client) -> None:
        project = self.admit(call)
        ask = await self._read(call, client)
        with client:
            await self._serve(call, project, ask, client)

    async def guard(self, call: Call, client: asgi.Client, work: Awaitable[None]) -> None:
        """Do what answers a call, and see to it that the call is answered and recorded."""
        tee = self.tools.tee
        try:
            await work
        except TailraceError as error:
            await self._refuse(call, error, client)
        except asgi.HungUp:
            tee.record(call, _left(call, client))
        except asyncio.CancelledError:
            tee.record(call, _left(call, client))
            raise
        finally:
            tee.record(call, CRASHED)
            if call.held is not None:
                await self._settle(call, call.held)

    async def _settle(self, call: Call, held: Held) -> None:
        """Give back what the call did not use; what is unknown stays reserved."""
        limits, now_us = self.tools.limits, self.clock.now_us()
        if call.attempts:
            await limits.settle(held, call.records, now_us)
        else:
            await limits.release(held, now_us)

    def arrive(self, door: Door, scope: asgi.Scope) -> Call:
        """Return the call with what its head says."""
        started_us, started_mono_us = self.clock.now_us(), self.clock.monotonic_us()
        headers = sort_request(scope["headers"])
        span_id = self.numbers.take()
        return Call(
            door=door,
            headers=headers,
            query=scope["query_string"],
            span_id=span_id,
            trace=read_trace(headers, self.numbers, span_id),
            started_us=started_us,
            started_mono_us=started_mono_us,
            ip=client_ip(scope, headers, trusts=self.trusts_forwarded),
        )

    def admit(self, call: Call) -> ProjectView:
        """Fill in whose call it is; raises NotSignedIn or NotAllowed."""
        directory, shown = self.directory(), ""
        if call.query and call.door.dialect == "gemini":
            shown, call.query = identify.query_key(call.query), identify.without_key(call.query)
        grant = identify.identify(directory, call.headers, call.started_us, shown)
        call.grant = grant
        call.project = directory.project(grant.project_id)
        identify.check_scope(grant)
        self.note_used(grant.key_id, from_us(call.started_us))
        return call.project

    async def _read(self, call: Call, client: asgi.Client) -> Ask:
        """Fill in what is asked, and by whom; raises BadInput, TooLarge or HungUp."""
        announced_bytes = int(call.headers.read.get(b"content-length", b"0"))
        before_us = self.clock.monotonic_us()
        call.body = await client.read_body(announced_bytes, self.max_body_bytes)
        call.waited_us += self.clock.monotonic_us() - before_us
        call.ask = ask = call.door.read(call.body)
        call.context = read_context(
            call.headers, user=ask.user, workflow=ask.workflow, metadata=ask.metadata
        )
        return ask

    async def _serve(self, call: Call, project: ProjectView, ask: Ask, client: asgi.Client) -> None:
        """Have the call answered; raises what choosing, limits and providers raise."""
        call.wanted = ask.wanted
        workflow = pick.named_workflow(project, call.context.workflow, ask)
        sample = None if workflow is None else _run(call, project, workflow, ask)
        if sample is not None:
            await answer_sample(self.tools, call, client, sample)
            return
        checker = None if call.wanted is None else self.checkers.of(call.wanted)
        parameters = call.workflow.spec.parameters if call.workflow else {}
        speaker = Speaker(call.door, ask, call.wanted, parameters)
        plan = await self._plan(call, project, ask, speaker)
        call.course = course = Course(plan)
        await self.reserve(call, project)
        await Errand(self.tools, call, client, course, speaker, checker).run()

    async def _plan(self, call: Call, project: ProjectView, ask: Ask, speaker: Speaker) -> Plan:
        """Return the targets that can be told what is asked; raises NotFound or BadInput."""
        if call.workflow is not None:
            plan = pick.plan_workflow(project, call.workflow, self.tools.circuits.allows)
        else:
            before_us = self.clock.monotonic_us()
            plan = await pick.plan_model(project, ask, self.lists)
            call.waited_us += self.clock.monotonic_us() - before_us
        return sayable(speaker, plan)

    async def reserve(self, call: Call, project: ProjectView) -> None:
        """Hold the call against the limits that stand for it; raises LimitReached or Busy."""
        if not project.limits or call.grant is None:
            return
        before_us = self.clock.monotonic_us()
        call.held = held = await self.tools.limits.reserve(
            charge_of(call, project, call.grant), call.started_us
        )
        call.waited_us += self.clock.monotonic_us() - before_us
        if held is None:
            return
        call.limit_headers = held.headers(self.clock.now_us())
        if held.refusal is not None:
            call.limit = held.limit
            raise held.refusal

    async def _refuse(self, call: Call, error: TailraceError, client: asgi.Client) -> None:
        """Send our own answer, in the shape of the door."""
        throttled = isinstance(error, LimitReached)
        outcome = Outcome("throttled" if throttled else "error", error.status, error)
        if call.ask is None:
            with contextlib.suppress(BadInput):
                call.context = read_context(call.headers)
        call.close(self.clock.monotonic_us())
        dialect = call.door.dialect
        body = envelope.whole(call, outcome, ()) if call.wrapped else error_body(error, dialect)
        records = self.tools.tee.record(call, outcome, body)
        await client.answer(error.status, [JSON, *answer_headers(call, records)], body)

    async def answer_own(
        self,
        call: Call,
        client: asgi.Client,
        status: int,
        body: bytes,
        *more: tuple[bytes, bytes],
    ) -> None:
        """Answer what is no call, without a record."""
        call.close(self.clock.monotonic_us())
        await client.answer(status, [JSON, *more, *answer_headers(call, ())], body)


def charge_of(call: Call, project: ProjectView, grant: KeyGrant) -> Charge:
    """Return what the limits are asked about."""
    spec = call.workflow.spec if call.workflow else None
    return Charge(
        project=project,
        grant=grant,
        body=call.ask.body if call.ask else b"",
        operation=call.door.operation,
        targets=call.course.plan.targets if call.course else (),
        user=call.context.user,
        workflow=call.context.workflow,
        ip=call.ip,
        parameters=spec.parameters if spec else {},
    )


def _run(call: Call, project: ProjectView, workflow: WorkflowView, ask: Ask) -> Any:
    """Let the call be one of the workflow; returns the sample that it is answered with, if any."""
    spec = workflow.spec
    call.workflow = workflow
    fields = pick_fields(call.body, spec.cache_fields) if spec.cache_fields else {}
    call.context = of_workflow(call.context, spec.name, spec.tags, fields)
    if call.wanted is None and spec.schema:
        call.wanted = attached(_schema(project, spec.schema))
    has_one = spec.sample is not None or (
        call.wanted is not None and call.wanted.sample is not None
    )
    call.sampled = spec.test_mode or (ask.test_mode and has_one)
    return sample_of(spec, call.wanted) if call.sampled else None


def _schema(project: ProjectView, name: str) -> SchemaView:
    view = project.schemas.get(name)
    if view is None:
        raise NotFound(
            f"The project {project.name!r} has no schema {name!r}.",
            hint="Make one, or take it off the workflow.",
            code="schema_not_found",
        )
    return view


def _left(call: Call, client: asgi.Client) -> Outcome:
    """Return how a call ended whose client went away: well, if the stream had said its last."""
    last = call.attempts[-1] if call.attempts else None
    done = last is not None and last.ok and last.complete and client.sent_status
    return Outcome("success" if done else "cancelled", client.sent_status)
