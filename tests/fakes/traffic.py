"""Requests of the town, in a real store: known rows that tests count again by hand.

Every request is one line of the spool with its attempts, so the way in is the product's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tailrace.core.clock import Clock
from tailrace.core.ids import RequestNumbers, SpanId, attempt_span, request_id
from tailrace.core.record import ATTEMPT, COUNTED, Record, Status
from tailrace.core.usage import Usage
from tailrace.query.reader import Reader
from tailrace.spool.spool import Spool
from tailrace.store.drain import Drain
from tailrace.store.engine import Engine
from tailrace.store.migrate import migrate

STEP_US = 20 * 60 * 1_000_000
STATUSES: tuple[Status, ...] = ("success", "success", "success", "error", "throttled", "cancelled")
TARGETS = (("openai", "gpt-4o"), ("groq", "llama-3.3-70b"), ("openai", "gpt-4o-mini"))
RETENTION_DAYS = 90


@dataclass(frozen=True, slots=True)
class Place:
    """Whose requests they are."""

    org_id: int
    project_id: int
    key_id: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """An open store and what is in it: requests by project, newest first, each with attempts."""

    store: Reader
    requests: dict[int, list[tuple[Record, ...]]]

    def of(self, project_id: int) -> list[Record]:
        """Return the project's requests without their attempts, newest first."""
        return [line[0] for line in self.requests[project_id]]


def public_id(record: Record) -> str:
    return request_id(record.started_us, SpanId(record.span_id))


def send_traffic(folder: Path, clock: Clock, places: tuple[Place, ...], each: int) -> Traffic:
    """Store `each` requests of every place, the newest 20 min old; close `store.engine` after."""
    engine = Engine.open(f"chdb://{folder / 'store'}")
    migrate(engine, clock=clock)
    spool = Spool(folder / "spool", clock=clock, max_bytes=1 << 30, segment_bytes=1 << 26)
    sent: dict[int, list[tuple[Record, ...]]] = {}
    for place in places:
        sent[place.project_id] = list(_requests(place, clock, each))
        for records in reversed(sent[place.project_id]):
            spool.append(records)
    spool.close()
    Drain(engine, folder / "spool", clock=clock, retention=lambda _: RETENTION_DAYS).run_once()
    return Traffic(Reader(engine), sent)


def _requests(place: Place, clock: Clock, count: int) -> Iterator[tuple[Record, ...]]:
    numbers = RequestNumbers(boot=place.project_id)
    for number in range(1, count + 1):
        yield _request(place, numbers, clock.now_us() - number * STEP_US, number)


def _request(
    place: Place, numbers: RequestNumbers, started_us: int, number: int
) -> tuple[Record, ...]:
    span_id = numbers.take()
    trace = numbers.trace_of(span_id)
    status = STATUSES[number % len(STATUSES)]
    provider, model = TARGETS[number % len(TARGETS)]
    succeeded = status == "success"
    tries = 0 if status == "throttled" else 2 if number % 5 == 0 else 1
    shared: dict[str, Any] = {
        "org_id": place.org_id,
        "project_id": place.project_id,
        "key_id": place.key_id,
        "source": "gateway",
        "trace_high": trace.high,
        "trace_low": trace.low,
        "operation": "chat",
        "status": status,
        "error_type": "" if succeeded else f"{status}_type",
        "workflow": "smart_summary",
        "workflow_version": 2,
        "schema": "product_card",
        "schema_version": 3,
    }
    request = Record(
        **shared,
        kind="request",
        cls=COUNTED,
        started_us=started_us,
        span_id=span_id,
        attempts=tries,
        requested_provider=provider,
        requested_model=model,
        provider=provider if tries else "",
        model=model if tries else "",
        streamed=number % 2 == 0,
        http_status=200 if succeeded else 429 if status == "throttled" else 502,
        error_message="" if succeeded else f"It was {status}.",
        invalid_path="/price" if tries == 2 else "",
        limit="budget" if status == "throttled" else "",
        duration_us=100_000 + number * 7_919,
        ttft_us=40_000 + number if succeeded and number % 2 == 0 else None,
        overhead_us=1_000 + number,
        usage=Usage(100 + number, 10 + number, cached_tokens=number) if succeeded else None,
        cost_usd=Decimal(number) / 1_000_000 if succeeded and number % 4 else None,
        cost_source="priced" if succeeded and number % 4 else "none",
        user=f"u_{number % 3}",
        tags=("beta",) if number % 2 else (),
        customer_data={"metadata.segment": "pro" if number % 2 else "free"},
        attributes='{"temperature": 0.5}',
        input_preview=f"{number} asked in project {place.project_id}",
        output_preview=f"{number} answered" if succeeded else "",
        input=f'{{"messages": "{number} asked in project {place.project_id}"}}',
        output=f'{{"choices": "{number} answered"}}' if succeeded else None,
        input_bytes=40,
        output_bytes=28 if succeeded else 0,
        body_state="stored",
    )
    attempts = (
        Record(
            **shared,
            kind="attempt",
            cls=ATTEMPT,
            started_us=started_us + 1_000 * position,
            span_id=attempt_span(span_id, position),
            parent_span_id=span_id,
            position=position,
            provider=provider,
            model=model,
            http_status=200 if succeeded else 502,
            duration_us=50_000,
            wait_us=400 * (position - 1),
        )
        for position in range(1, tries + 1)
    )
    return (request, *attempts)
