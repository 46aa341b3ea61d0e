"""Requests themselves: a page of the list, one request whole, a trace."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from tailrace.api.auth import CurrentCaller, Services
from tailrace.api.meta import describe
from tailrace.api.openapi import READS
from tailrace.api.schemas.asking import RequestsParams
from tailrace.api.schemas.requests import (
    RequestAnswer,
    RequestsAnswer,
    RequestWhole,
    RequestWholeAnswer,
    Trace,
    TraceAnswer,
)
from tailrace.api.window import read_window
from tailrace.query.grammar.parse import parse
from tailrace.query.requests import detail, page, trace

router = APIRouter(tags=["requests"])


@router.get("/requests", openapi_extra=READS)
def list_requests(
    asked: Annotated[RequestsParams, Query()], caller: CurrentCaller, services: Services
) -> RequestsAnswer:
    """List requests, newest first, a page at a time; without bodies."""
    window = read_window(asked, services.clock, caller.timezone)
    listing = page.Listing(window, parse(asked.filter), asked.cursor, asked.limit)
    status = services.pipeline()
    found = page.list_requests(services.store, caller.scope, caller.names, listing)
    return RequestsAnswer(
        data=[RequestAnswer.model_validate(row) for row in found.rows],
        next_cursor=found.next_cursor,
        meta=describe(status, window),
    )


@router.get("/requests/{id}", openapi_extra=READS)
def get_request(
    request_id: Annotated[str, Path(alias="id", max_length=64)],
    caller: CurrentCaller,
    services: Services,
) -> RequestWholeAnswer:
    """Answer one request with its attempts and its bodies."""
    status = services.pipeline()
    found = detail.get_request(services.store, caller.scope, caller.names, request_id)
    return RequestWholeAnswer(data=RequestWhole.model_validate(found), meta=describe(status))


@router.get("/traces/{trace_id}", openapi_extra=READS)
def get_trace(
    trace_id: Annotated[str, Path(max_length=64)], caller: CurrentCaller, services: Services
) -> TraceAnswer:
    """Answer all spans of a trace that the caller may see, oldest first."""
    status = services.pipeline()
    found = trace.get_trace(services.store, caller.scope, trace_id)
    return TraceAnswer(
        data=Trace.model_validate(found), meta=describe(status, truncated=found.truncated)
    )
