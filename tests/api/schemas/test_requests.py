"""Requests as they leave: made from the query room's values by name, unknown as null."""

from dataclasses import fields

import pytest

from tailrace.api.schemas.requests import (
    AttemptAnswer,
    RequestAnswer,
    RequestDetail,
    RequestWhole,
    SpanAnswer,
    Trace,
)
from tailrace.query.requests import detail, rows, trace


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (RequestAnswer, rows.RequestRow),
        (RequestDetail, detail.RequestDetail),
        (AttemptAnswer, detail.Attempt),
        (RequestWhole, detail.RequestWhole),
        (SpanAnswer, trace.Span),
    ],
)
def test_an_answer_has_the_fields_of_its_value_and_no_others(
    answer: type[RequestAnswer], value: type[rows.RequestRow]
) -> None:
    named = {field.alias or name for name, field in answer.model_fields.items()}
    assert named == {field.name for field in fields(value)}


def test_no_list_line_holds_a_body() -> None:
    assert not {"input", "output", "attributes"} & set(RequestAnswer.model_fields)


def test_a_trace_is_read_from_the_query_s_value() -> None:
    empty = trace.Trace("0" * 31 + "1", (), truncated=False)
    assert Trace.model_validate(empty).model_dump() == {"trace_id": "0" * 31 + "1", "spans": []}
