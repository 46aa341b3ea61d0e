"""Requests on the API are the rows, and the scope bounds them."""

import pytest
from fastapi import FastAPI

from tailrace.core.money import usd_text
from tailrace.core.record import Record
from tailrace.query.reader import Reader
from tests.fakes.town import Town, browser, key_holder
from tests.fakes.traffic import Traffic, public_id

REQUESTS, TRACES = "/api/v1/requests", "/api/v1/traces"


@pytest.fixture
def store(traffic: Traffic) -> Reader:
    return traffic.store


def newest_first(records: list[Record]) -> list[str]:
    ordered = sorted(records, key=lambda r: (r.started_us, r.span_id), reverse=True)
    return [public_id(record) for record in ordered]


def test_pages_hold_every_request_once_newest_first(api: FastAPI, traffic: Traffic) -> None:
    alice = browser(api, "alice")
    seen: list[str] = []
    params = {"last": "7d", "limit": "30"}
    while True:
        page = alice.get(REQUESTS, params=params).json()
        seen += [row["id"] for row in page["data"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert seen == newest_first(traffic.of(1) + traffic.of(2))


def test_a_line_of_the_list_is_its_row(api: FastAPI, traffic: Traffic) -> None:
    rows = browser(api, "vera").get(REQUESTS, params={"last": "7d", "limit": "500"}).json()["data"]
    shown = {row["id"]: row for row in rows}
    for record in traffic.of(1):
        row = shown[public_id(record)]
        usage = record.usage
        assert (row["project"], row["key"]) == ("shop", "shop-read")
        assert (row["provider"] or "", row["model"] or "") == (record.provider, record.model)
        assert (row["status"], row["http_status"]) == (record.status, record.http_status)
        assert row["duration_ms"] == record.duration_us / 1000
        assert row["ttft_ms"] == (None if record.ttft_us is None else record.ttft_us / 1000)
        assert row["prompt_tokens"] == (usage.prompt_tokens if usage else None)
        assert row["cost_usd"] == (None if record.cost_usd is None else usd_text(record.cost_usd))
        assert (row["tags"], row["customer_data"]) == (list(record.tags), record.customer_data)
        assert (row["input_preview"], "input" in row) == (record.input_preview, False)


def test_a_filter_and_a_window_choose(api: FastAPI, traffic: Traffic) -> None:
    params = {"filter": "status:error -provider:groq", "last": "12h"}
    rows = browser(api, "alice").get(REQUESTS, params=params).json()["data"]
    half_day = 36
    expected = [
        record
        for record in traffic.of(1)[:half_day] + traffic.of(2)[:half_day]
        if record.status == "error" and record.provider != "groq"
    ]
    assert [row["id"] for row in rows] == newest_first(expected)
    assert expected


def test_one_request_comes_whole(api: FastAPI, traffic: Traffic) -> None:
    request, *attempts = traffic.requests[1][19]
    answer = browser(api, "bob").get(f"{REQUESTS}/{public_id(request)}").json()
    data = answer["data"]
    assert data["request"]["id"] == public_id(request)
    assert (data["request"]["operation"], data["request"]["source"]) == ("chat", "gateway")
    assert data["request"]["span_id"] == f"{request.span_id:016x}"
    assert (data["input"], data["output"]) == (request.input, request.output)
    assert data["attributes"] == {"temperature": 0.5}
    assert data["bodies_shown"] is True
    assert len(attempts) == 2
    ran = {"workflow_version": 2, "schema": "product_card", "schema_version": 3}
    assert data["request"].items() >= ran.items()
    assert (data["request"]["invalid_path"], data["request"]["limit"]) == ("/price", None)
    assert data["request"]["offline_fallback"] is False
    assert [attempt["wait_ms"] for attempt in data["attempts"]] == [0, 0.4]
    assert [(a["position"], a["duration_ms"]) for a in data["attempts"]] == [(1, 50.0), (2, 50.0)]
    assert answer["meta"]["window"] is None


def test_a_trace_has_all_its_spans(api: FastAPI, traffic: Traffic) -> None:
    records = traffic.requests[1][19]
    trace_id = f"{records[0].trace_high:016x}{records[0].trace_low:016x}"
    data = browser(api, "bob").get(f"{TRACES}/{trace_id}").json()["data"]
    assert data["trace_id"] == trace_id
    assert [span["span_id"] for span in data["spans"]] == [f"{r.span_id:016x}" for r in records]
    parents = {span["parent_span_id"] for span in data["spans"][1:]}
    assert parents == {f"{records[0].span_id:016x}"}


def test_strangers_and_other_projects_keys_find_nothing(
    api: FastAPI, town: Town, traffic: Traffic
) -> None:
    request = traffic.of(1)[0]
    trace_id = f"{request.trace_high:016x}{request.trace_low:016x}"
    for client in (browser(api, "charlie"), key_holder(api, town.secrets["lab-read"])):
        assert client.get(f"{REQUESTS}/{public_id(request)}").status_code == 404
        assert client.get(f"{TRACES}/{trace_id}").status_code == 404
        listed = client.get(REQUESTS, params={"last": "7d", "limit": "500"}).json()["data"]
        assert public_id(request) not in {row["id"] for row in listed}
        assert len(listed) == 100
        named = client.get(REQUESTS, params={"last": "7d", "filter": "project:shop"})
        assert named.json()["data"] == []


@pytest.mark.parametrize(
    "path",
    [
        f"{REQUESTS}/nonsense",
        f"{TRACES}/{'0' * 32}",
        f"{REQUESTS}?cursor=made-up",
        f"{REQUESTS}?limit=501",
        f"{REQUESTS}?last=100y",
    ],
)
def test_what_cannot_be_read_is_bad_input(api: FastAPI, path: str) -> None:
    answer = browser(api, "alice").get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_input")


def test_an_unknown_request_is_not_found(api: FastAPI, traffic: Traffic) -> None:
    known = public_id(traffic.of(1)[0])
    other = known[:-1] + ("0" if known[-1] != "0" else "1")
    assert browser(api, "alice").get(f"{REQUESTS}/{other}").status_code == 404
