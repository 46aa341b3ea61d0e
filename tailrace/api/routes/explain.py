"""What changed: in the numbers between two periods, and in the configuration."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from tailrace.api.auth import CurrentCaller, CurrentSigned, Services
from tailrace.api.meta import describe, window_answer
from tailrace.api.openapi import READS, SESSION
from tailrace.api.schemas.explain import (
    ChangeAnswer,
    ChangesAnswer,
    ChangesParams,
    ExplainAnswer,
    ExplainParams,
    ExplanationAnswer,
)
from tailrace.api.window import read_window
from tailrace.control.projects.changes import MOST, list_changes
from tailrace.core import window as windows
from tailrace.core.errors import BadInput
from tailrace.core.window import Window
from tailrace.query.grammar.parse import parse
from tailrace.query.summaries.explain import explain
from tailrace.query.summaries.explanation import Dimension, ExplainQuestion

router = APIRouter(tags=["numbers"])
PREVIOUS = "previous"


@router.get("/explain", openapi_extra=READS)
def explain_change(
    asked: Annotated[ExplainParams, Query()], caller: CurrentCaller, services: Services
) -> ExplainAnswer:
    """Say which values of which dimensions explain a change between two periods."""
    window = read_window(asked, services.clock, caller.timezone)
    before = _against(asked.against, window)
    question = ExplainQuestion(
        asked.metric, before, window, parse(asked.filter), _dimensions(asked.by)
    )
    status = services.pipeline()
    found = explain(services.store, caller.scope, caller.names, question)
    return ExplainAnswer(
        data=ExplanationAnswer.model_validate(found),
        against=window_answer(before),
        meta=describe(status, window),
    )


@router.get("/changes", openapi_extra=SESSION)
def list_configuration_changes(
    asked: Annotated[ChangesParams, Query()], signed: CurrentSigned, services: Services
) -> ChangesAnswer:
    """List who changed workflows, schemas, limits, providers and keys, newest first."""
    window = read_window(asked, services.clock, signed.membership.timezone)
    with services.control.db.reading() as connection:
        found = list_changes(
            connection, signed.membership.org_id, signed.session.project_id, window
        )
    return ChangesAnswer(
        data=[ChangeAnswer.model_validate(change) for change in found[:MOST]],
        meta=describe(services.pipeline(), window, truncated=len(found) > MOST),
    )


def _against(text: str, window: Window) -> Window:
    """Return the period to compare with; raises BadInput."""
    if text == PREVIOUS:
        return replace(window, start=window.start - window.length, end=window.start)
    start, slash, end = text.partition("/")
    if not slash:
        raise BadInput(
            f"against={text[:80]!r} is neither previous nor two times.",
            hint="Write it like 2026-11-01T00:00:00Z/2026-11-08T00:00:00Z.",
        )
    return windows.between(start, end, window.end, window.tz)


def _dimensions(text: str) -> tuple[Dimension, ...]:
    names = (one.strip() for one in text.split(","))
    return tuple(tuple(one.split(":")) for one in names if one)
