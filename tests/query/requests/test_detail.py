"""A request is found by its id alone, whole, by those who may see it."""

from dataclasses import replace

import pytest

from tailrace.core.errors import BadInput, NotFound
from tailrace.core.record import Line
from tailrace.query.requests.detail import get_request
from tailrace.store import rows
from tests.fakes import recount
from tests.fakes.population import NAMES, READER, SHOP, STRANGER, VAULT
from tests.fakes.records import attempt, request
from tests.query.conftest import Populated


@pytest.fixture(scope="module")
def line(populated: Populated) -> Line:
    """A call that was tried twice, with bodies of its own and of its failed attempt."""
    made = request(
        9001,
        org_id=1,
        project_id=SHOP,
        key_id=1,
        attempts=2,
        environment="production",
        finish_reason="stop",
        attributes='{"temperature": 0.5}',
        input_bytes=10,
        tags=("beta",),
        workflow_version=3,
        schema="product_card",
        schema_version=2,
        invalid_path="/price",
        limit="budget",
        offline_fallback=True,
    )
    first = attempt(made, 1, status="error", http_status=502, error_class="server_error",
                    error_type="bad_gateway", error_message="Bad gateway",
                    output="<html>", invalid_path="/price")  # fmt: skip
    second = attempt(made, 2, ttft_us=5_000, wait_us=412_500)
    stored = Line("p", 9001, (made, second, first))
    populated.reader.engine.insert("payloads", rows.payloads([stored], lambda _: 90), "detail b")
    populated.reader.engine.insert("spans", rows.spans([stored], lambda _: 90), "detail s")
    return stored


def test_a_request_comes_whole(populated: Populated, line: Line) -> None:
    made = line.records[0]
    whole = get_request(populated.reader, READER, NAMES, recount.id_of(made))
    assert whole.request.id == recount.id_of(made)
    assert whole.request.project == "shop"
    assert whole.request.key == "ci"
    assert whole.request.environment == "production"
    assert whole.request.span_id == f"{made.span_id:016x}"
    assert whole.request.cost_usd == made.cost_usd
    assert whole.request.body_state == "stored"
    assert (whole.input, whole.output) == (made.input, made.output)
    assert whole.attributes == {"temperature": 0.5}
    assert whole.bodies_shown


def test_a_request_says_what_ran_and_what_refused_it(populated: Populated, line: Line) -> None:
    shown = get_request(populated.reader, READER, NAMES, recount.id_of(line.records[0])).request
    assert (shown.workflow_version, shown.schema, shown.schema_version) == (3, "product_card", 2)
    assert (shown.invalid_path, shown.limit) == ("/price", "budget")
    assert shown.offline_fallback


def test_attempts_come_in_order_with_their_own_outcome(populated: Populated, line: Line) -> None:
    whole = get_request(populated.reader, READER, NAMES, recount.id_of(line.records[0]))
    first, second = whole.attempts
    assert (first.position, first.status, first.http_status) == (1, "error", 502)
    assert (first.error_class, first.error_message) == ("server_error", "Bad gateway")
    assert first.output == "<html>"
    assert (first.invalid_path, first.wait_ms) == ("/price", 0)
    assert (second.invalid_path, second.wait_ms) == (None, 412.5)
    assert (second.position, second.status, second.ttft_ms, second.output) == (
        2, "success", 5.0, None,
    )  # fmt: skip


def test_bodies_are_kept_from_those_who_may_not_see_them(populated: Populated, line: Line) -> None:
    blind = replace(READER, bodies=False)
    whole = get_request(populated.reader, blind, NAMES, recount.id_of(line.records[0]))
    assert (whole.input, whole.output, whole.bodies_shown) == (None, None, False)
    assert {one.output for one in whole.attempts} == {None}


def test_every_request_is_found_by_its_id(populated: Populated) -> None:
    mine = [line for line in populated.lines if line.records[0].project_id == SHOP][:25]
    for line in mine:
        made, *calls = line.records
        whole = get_request(populated.reader, READER, NAMES, recount.id_of(made))
        assert [one.id for one in whole.attempts] == [recount.id_of(call) for call in calls]
        assert whole.request.attempts == len(calls)
        assert whole.request.test_mode == made.test_mode


def test_what_one_may_not_see_is_not_there(populated: Populated, line: Line) -> None:
    for scope, number in ((STRANGER, recount.id_of(line.records[0])), (READER, _hidden(populated))):
        with pytest.raises(NotFound):
            get_request(populated.reader, scope, NAMES, number)


def _hidden(populated: Populated) -> str:
    return next(recount.id_of(r) for r in populated.requests if r.project_id == VAULT)


@pytest.mark.parametrize("number", ["0" * 30, "f" * 30, f"{0:014x}{2**64 - 1:016x}"])
def test_an_id_of_nothing_is_not_found(populated: Populated, number: str) -> None:
    with pytest.raises(NotFound):
        get_request(populated.reader, READER, NAMES, number)


def test_no_id_is_bad_input(populated: Populated) -> None:
    with pytest.raises(BadInput):
        get_request(populated.reader, READER, NAMES, "'; --")


def test_attributes_that_are_no_object_are_shown_as_they_are(populated: Populated) -> None:
    made = request(9002, org_id=1, project_id=SHOP, attempts=0, attributes="[1", input=None,
                   output=None)  # fmt: skip
    table = rows.spans([Line("p", 9002, (made,))], lambda _: 90)
    populated.reader.engine.insert("spans", table, "detail odd")
    whole = get_request(populated.reader, READER, NAMES, recount.id_of(made))
    assert whole.attributes == {"unreadable": "[1"}
    assert whole.attempts == ()
    assert (whole.input, whole.output) == (None, None)
