from decimal import Decimal
from typing import Any

import pytest

from tailrace.core.record import CONTEXT, Line, Record
from tailrace.core.usage import Usage
from tailrace.store import rows
from tailrace.store.engine import Engine
from tests.fakes.records import STARTED_US, TRACE_HIGH, attempt, call, request, span


def of(*records: Record) -> list[dict[str, Any]]:
    return rows.spans([Line("w", 1, records)], lambda _org: 90).to_pylist()


def test_every_field_of_a_record_has_a_column() -> None:
    elsewhere = {"started_us", "usage", "input", "output"}
    (row,) = of(request())
    assert set(Record.__struct_fields__) - elsewhere <= set(row)


def test_the_columns_are_those_of_the_table(store: Engine) -> None:
    wanted = {
        name
        for (name,) in store.query(
            "SELECT name FROM system.columns WHERE database = currentDatabase() "
            "AND table = 'spans' AND default_kind = ''"
        ).rows
    }
    (row,) = of(request())
    assert set(row) == wanted


def test_unknown_is_told_apart_from_zero() -> None:
    unknown, zero = of(
        request(1, usage=None, cost_usd=None, cost_source="none", ttft_us=None, overhead_us=None),
        request(2, usage=Usage(0, 0, 0, 0, 0), cost_usd=Decimal(0), ttft_us=0, overhead_us=0),
    )
    assert (unknown["known_tokens"], zero["known_tokens"]) == (0, 31)
    assert (unknown["has_ttft"], zero["has_ttft"]) == (False, True)
    assert (unknown["has_overhead"], zero["has_overhead"]) == (False, True)
    assert (unknown["cost_source"], zero["cost_source"]) == (0, 1)
    assert unknown["prompt_tokens"] == zero["prompt_tokens"] == 0


@pytest.mark.parametrize(
    ("usage", "bits"),
    [
        (Usage(5), 1),
        (Usage(None, 5), 2),
        (Usage(None, None, 5), 4),
        (Usage(None, None, None, 5), 8),
        (Usage(None, None, None, None, 5), 16),
    ],
)
def test_each_kind_of_token_has_its_bit(usage: Usage, bits: int) -> None:
    (row,) = of(request(usage=usage))
    assert row["known_tokens"] == bits


@pytest.mark.parametrize("said", [{}, {"user": "", "session": "", "tags": (), "customer_data": {}}])
def test_an_attempt_leaves_out_what_its_request_says(said: dict[str, Any]) -> None:
    parent = request(user="u", session="s", tags=("t",))
    second, first = of(attempt(parent, **said), parent)
    assert (first["user"], first["session"], first["tags"]) == ("u", "s", ["t"])
    assert (first["trace_high"], first["trace_low"]) == (TRACE_HIGH, span(1))
    assert (second["user"], second["session"], second["tags"]) == ("", "", [])
    assert (second["trace_high"], second["trace_low"], second["parent_span_id"]) == (0, 0, 0)
    assert second["customer_data"] == []
    assert second["span_id"] == span(1) | 1
    assert (second["org_id"], second["key_id"], second["provider"]) == (1, 3, "openai")


@pytest.mark.parametrize(
    "changes",
    [
        {"user": "someone else"},
        {"customer_data": {"a": "b"}},
        {"trace_low": 5},
        {"parent_span_id": 77},
        {"span_id": span(2) | 1},
        {"cls": CONTEXT},
    ],
)
def test_an_attempt_keeps_all_when_its_request_says_otherwise(changes: dict[str, Any]) -> None:
    parent = request()
    _, second = of(parent, attempt(parent, **{"customer_data": parent.customer_data, **changes}))
    assert second["user"] == changes.get("user", "u_17")
    assert second["trace_high"] == TRACE_HIGH
    assert second["parent_span_id"] == changes.get("parent_span_id", span(1))


def test_an_attempt_without_its_request_keeps_all() -> None:
    (row,) = of(attempt(request()))
    assert (row["user"], row["trace_low"], row["parent_span_id"]) == ("u_17", span(1), span(1))


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("duration_us", -5, 0),
        ("duration_us", 1 << 70, (1 << 64) - 1),
        ("overhead_us", 1 << 40, (1 << 32) - 1),
        ("ttft_us", -1, 0),
        ("http_status", 70_000, 65_535),
        ("attempts", 300, 255),
        ("position", -1, 0),
        ("key_id", 1 << 33, (1 << 32) - 1),
        ("input_bytes", 1 << 40, (1 << 32) - 1),
        ("schema_version", -1, 0),
        ("wait_us", 1 << 33, (1 << 32) - 1),
        ("cost_usd", Decimal("1e20"), Decimal("99999999.9999999999")),
        ("cost_usd", Decimal("0.00000000016"), Decimal("0.0000000002")),
        ("cost_usd", Decimal("NaN"), Decimal(0)),
    ],
)
def test_odd_numbers_are_clamped_and_their_neighbours_kept(
    field: str, value: object, stored: object
) -> None:
    good, odd = of(request(1), request(2, **{field: value}))
    assert odd[field] == stored
    assert good == of(request(1))[0]


def test_odd_tokens_are_clamped() -> None:
    (row,) = of(request(usage=Usage(1 << 40, -3)))
    assert (row["prompt_tokens"], row["completion_tokens"]) == ((1 << 32) - 1, 0)


@pytest.mark.parametrize(("us", "year"), [(-1, 1970), (1 << 62, 2100)])
def test_odd_times_are_clamped(us: int, year: int) -> None:
    (row,) = of(request(started_us=us))
    assert row["started_at"].year == year


def test_retention_is_asked_for_once_per_organisation() -> None:
    asked: list[int] = []

    def retention(org: int) -> int:
        asked.append(org)
        return org * 10

    lines = [Line("w", 1, (request(1, org_id=3), request(2, org_id=4), request(3, org_id=3)))]
    table = rows.spans(lines, retention)
    assert table.column("retention_days").to_pylist() == [30, 40, 30]
    assert sorted(asked) == [3, 4]


def test_only_records_with_a_body_have_a_payload() -> None:
    lines = [
        Line("w", 1, (request(1), attempt(request(1)))),
        Line("w", 2, (request(2, input=None, output="only"),)),
        Line("w", 3, (request(3, input=None, output=None),)),
    ]
    table = rows.payloads(lines, lambda _org: 7).to_pylist()
    assert [row["span_id"] for row in table] == [span(1), span(2)]
    assert (table[1]["input"], table[1]["output"], table[1]["retention_days"]) == ("", "only", 7)


def test_writers_say_how_far_each_process_came() -> None:
    lines = [Line("a", 1, call(1)), Line("a", 5, call(9)), Line("b", 2, call(3)), Line("b", 3, ())]
    table = {row["process"]: row for row in rows.writers(lines).to_pylist()}
    assert (table["a"]["last_number"], table["a"]["lines"], table["a"]["records"]) == (5, 2, 4)
    assert (table["b"]["last_number"], table["b"]["lines"], table["b"]["records"]) == (3, 2, 2)
    assert table["a"]["newest_at"].timestamp() * 1e6 == STARTED_US + 9_000_900


def test_no_lines_make_no_rows() -> None:
    assert rows.spans([], lambda _org: 90).num_rows == 0
    assert rows.payloads([], lambda _org: 90).num_rows == 0
    assert rows.writers([]).num_rows == 0


def test_a_row_comes_back_from_the_store_as_it_was(store: Engine) -> None:
    record = request(
        1,
        org_id=900,
        status="cancelled",
        source="sdk",
        ttft_us=5,
        tags=("a", "b"),
        customer_data={"k": "v=1", "ü": "'"},
        cost_usd=Decimal("0.0000000001"),
        body_state="cut",
        streamed=True,
    )
    store.insert("spans", rows.spans([Line("w", 1, (record,))], lambda _org: 90), "round-trip")
    answer = store.query(
        "SELECT started_at, span_id, kind, source, status, body_state, cost_source, tags, "
        "customer_data, customer_items, cost_usd, streamed, ttft_us, retention_days "
        "FROM spans WHERE org_id = 900"
    )
    (row,) = answer.rows
    assert row[0].timestamp() * 1_000_000 == record.started_us
    assert row[1:] == (
        record.span_id,
        "request",
        "sdk",
        "cancelled",
        "cut",
        "priced",
        ["a", "b"],
        {"k": "v=1", "ü": "'"},
        ["k=v=1", "ü='"],
        Decimal("0.0000000001"),
        True,
        5,
        90,
    )
