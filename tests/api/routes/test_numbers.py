"""Numbers on the API equal the rows'."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from tailrace.core.record import Record
from tailrace.query.reader import Reader
from tests.fakes.town import Town, browser, key_holder
from tests.fakes.traffic import Traffic

METRICS, QUERY = "/api/v1/metrics", "/api/v1/query"
SNAPSHOT, FACETS = "/api/v1/snapshot", "/api/v1/facets"
DAY_US = 86_400_000_000
NOW_US = 1_793_534_400_000_000


@pytest.fixture
def store(traffic: Traffic) -> Reader:
    return traffic.store


def recent(records: list[Record], length_us: int = DAY_US) -> list[Record]:
    return [record for record in records if record.started_us >= NOW_US - length_us]


def counts(records: list[Record]) -> dict[str, object]:
    statuses = [record.status for record in records]
    usages = [record.usage for record in records if record.usage]
    costs = [record.cost_usd for record in records if record.cost_usd is not None]
    errors, successes = statuses.count("error"), statuses.count("success")
    return {
        "requests": len(records),
        "successes": successes,
        "errors": errors,
        "throttled": statuses.count("throttled"),
        "cancelled": statuses.count("cancelled"),
        "attempts": sum(record.attempts for record in records),
        "error_rate": pytest.approx(errors / (errors + successes), abs=1e-6),
        "total_tokens": sum(usage.total_tokens or 0 for usage in usages),
        "cached_tokens": sum(usage.cached_tokens or 0 for usage in usages),
        "unpriced_requests": successes - len(costs),
        "cost_usd": format(sum(costs, Decimal(0)).normalize(), "f"),
    }


def test_metrics_equal_a_recount_of_the_rows(api: FastAPI, traffic: Traffic) -> None:
    expected = counts(recent(traffic.of(1) + traffic.of(2)))
    answer = browser(api, "alice").get(METRICS, params={"metrics": ",".join(expected)}).json()
    assert answer["data"] == [expected]


def test_a_longer_window_reads_the_rollups_and_agrees(api: FastAPI, traffic: Traffic) -> None:
    expected = counts(traffic.of(1) + traffic.of(2))
    answer = browser(api, "vera").get(
        METRICS, params={"metrics": ",".join(expected), "last": "30d"}
    )
    assert answer.json()["data"] == [expected]


def test_groups_and_filters_equal_a_recount(api: FastAPI, traffic: Traffic) -> None:
    params = {
        "metrics": "requests,total_tokens",
        "group_by": "provider,model",
        "filter": "status:success user:u_1",
        "order": "-requests",
        "last": "7d",
    }
    answer = browser(api, "bob").get(METRICS, params=params).json()
    rows = [r for r in traffic.of(1) + traffic.of(2) if r.status == "success" and r.user == "u_1"]
    groups = {(r.provider, r.model) for r in rows}
    assert len(answer["data"]) == len(groups) > 0
    for row in answer["data"]:
        mine = [r for r in rows if (r.provider, r.model) == (row["provider"], row["model"])]
        assert row["requests"] == len(mine)
        assert row["total_tokens"] == counts(mine)["total_tokens"]
    assert answer["data"] == sorted(answer["data"], key=lambda row: -row["requests"])


def test_projects_and_keys_are_shown_by_name(api: FastAPI) -> None:
    params = {"metrics": "requests", "group_by": "project,key", "order": "project"}
    rows = browser(api, "alice").get(METRICS, params=params).json()["data"]
    assert rows == [
        {"project": "lab", "key": "lab-read", "requests": 72},
        {"project": "shop", "key": "shop-read", "requests": 72},
    ]


def test_the_same_question_as_json_has_the_same_answer(api: FastAPI) -> None:
    alice = browser(api, "alice")
    got = alice.get(METRICS, params={"metrics": "requests, errors", "group_by": "status"})
    del alice.headers["X-CSRF-Token"]
    sent = alice.post(QUERY, json={"metrics": ["requests", "errors"], "group_by": ["status"]})
    assert sent.json() == got.json()
    assert len(sent.json()["data"]) == 4


def test_a_selection_or_a_key_narrows_the_numbers(
    api: FastAPI, town: Town, traffic: Traffic
) -> None:
    one = len(recent(traffic.of(2)))
    alice = browser(api, "alice")
    alice.put(
        "/api/v1/session/selection",
        json={
            "organisation_id": town.organisations["acme"],
            "project_id": town.projects["lab"],
        },
    )
    holder = key_holder(api, town.secrets["lab-read"])
    for client in (alice, holder):
        rows = client.get(METRICS, params={"metrics": "requests"}).json()["data"]
        assert rows == [{"requests": one}]


def test_meta_says_what_the_answer_rests_on(api: FastAPI) -> None:
    meta = browser(api, "alice").get(METRICS, params={"metrics": "requests"}).json()["meta"]
    assert meta == {
        "window": {
            "from": "2026-10-31T12:00:00Z",
            "to": "2026-11-01T12:00:00Z",
            "tz": "Europe/Berlin",
        },
        "as_of": "2026-11-01T11:59:59Z",
        "missing": 2,
        "truncated": False,
    }


def test_cut_groups_are_said(api: FastAPI) -> None:
    params = {"metrics": "requests", "group_by": "user", "limit": "2"}
    answer = browser(api, "alice").get(METRICS, params=params).json()
    assert (len(answer["data"]), answer["meta"]["truncated"]) == (2, True)


@pytest.mark.parametrize(
    ("who", "params", "zone"),
    [
        ("alice", {}, "Europe/Berlin"),
        ("charlie", {}, "Asia/Tokyo"),
        ("charlie", {"tz": "America/New_York"}, "America/New_York"),
    ],
)
def test_days_begin_in_the_organisation_s_zone_or_the_one_named(
    api: FastAPI, traffic: Traffic, who: str, params: dict[str, str], zone: str
) -> None:
    asked = {"metrics": "requests", "group_by": "time", "granularity": "day", "last": "2d"}
    answer = browser(api, who).get(METRICS, params=asked | params).json()
    records = traffic.of(3) if who == "charlie" else traffic.of(1) + traffic.of(2)
    days: dict[str, int] = {}
    for record in recent(records, 2 * DAY_US):
        moment = datetime.fromtimestamp(record.started_us / 1_000_000, tz=UTC)
        day = moment.astimezone(ZoneInfo(zone)).date().isoformat()
        days[day] = days.get(day, 0) + 1
    counted = {row["time"][:10]: row["requests"] for row in answer["data"]}
    assert len(counted) == 3
    assert {day: count for day, count in counted.items() if count} == days
    assert answer["meta"]["window"]["tz"] == zone


def test_wrong_names_are_told_with_the_nearest(api: FastAPI) -> None:
    alice = browser(api, "alice")
    error = alice.get(METRICS, params={"metrics": "reqests"}).json()["error"]
    assert (error["code"], error["hint"]) == ("bad_input", "Did you mean requests?")
    wrong = alice.get(METRICS, params={"metrics": "requests", "metric": "errors"})
    assert wrong.json()["error"]["message"] == "metric is not a field of this call."


def test_a_bad_filter_says_where_and_what_was_meant(api: FastAPI) -> None:
    params = {"metrics": "requests", "filter": "status:error provder:openai"}
    answer = browser(api, "alice").get(METRICS, params=params)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "bad_filter")
    assert (error["position"], error["expected"]) == (13, "a field")
    assert error["nearest"] == "provider"


def test_the_catalog_has_every_metric_dimension_and_field(api: FastAPI) -> None:
    data = browser(api, "vera").get("/api/v1/catalog").json()["data"]
    metrics = {metric["name"]: metric["unit"] for metric in data["metrics"]}
    assert metrics["latency_p95_ms"] == "ms"
    assert metrics["requests"] == ""
    dimensions = {dimension["name"] for dimension in data["dimensions"]}
    assert {"time", "project", "key", "provider", "model", "status", "tag"} <= dimensions
    status = next(field for field in data["fields"] if field["name"] == "status")
    assert (status["kind"], status["choices"][0]) == ("choice", "success")
    assert all(entry["help"] for entries in data.values() for entry in entries)


def test_every_metric_and_dimension_of_the_catalog_can_be_asked_for(api: FastAPI) -> None:
    alice = browser(api, "alice")
    data = alice.get("/api/v1/catalog").json()["data"]
    metrics = ",".join(metric["name"] for metric in data["metrics"])
    for dimension in (
        *(entry["name"] for entry in data["dimensions"]),
        "customer.metadata.segment",
    ):
        params = {"metrics": metrics, "group_by": dimension, "last": "7d"}
        answer = alice.get(METRICS, params=params)
        assert answer.status_code == 200, answer.text
        assert set(answer.json()["data"][0]) == {dimension, *metrics.split(",")}


def test_the_snapshot_equals_the_rows(api: FastAPI, traffic: Traffic) -> None:
    answer = browser(api, "alice").get(SNAPSHOT).json()
    records = traffic.of(1) + traffic.of(2)
    expected = counts(records)
    assert answer["requests"] == sum(day["requests"] for day in answer["chart"]) == len(records)
    assert answer["tokens"] == sum(day["tokens"] for day in answer["chart"])
    assert answer["tokens"] == expected["total_tokens"]
    assert answer["cost_usd"] == expected["cost_usd"]
    assert answer["fail_rate"] == expected["error_rate"]
    assert answer["chart"][0]["date"] == "2026-10-02"
    assert answer["chart"][-1]["date"] == "2026-11-01"
    assert len(answer["chart"]) == 31
    targets = [f"{r.provider}:{r.model}" for r in records if r.provider]
    most = sorted(set(targets), key=lambda target: -targets.count(target))
    assert answer["top_providers"][0] in most
    assert set(answer["top_providers"]) == set(most)
    answered = sorted(r.duration_us for r in records if r.status in ("success", "error"))
    median = answered[(len(answered) + 1) // 2 - 1] / 1000
    assert answer["latency_p50_ms"] == pytest.approx(median, rel=0.01)
    assert answer["meta"]["window"]["from"] == "2026-10-02T12:00:00Z"


def test_the_snapshot_can_be_filtered(api: FastAPI, traffic: Traffic) -> None:
    params = {"filter": "status:throttled", "last": "7d"}
    answer = browser(api, "alice").get(SNAPSHOT, params=params).json()
    throttled = [r for r in traffic.of(1) + traffic.of(2) if r.status == "throttled"]
    assert answer["requests"] == len(throttled)
    assert (answer["top_providers"], answer["fail_rate"]) == ([], None)


def test_an_empty_window_is_unknown_and_not_zero(api: FastAPI) -> None:
    params = {"from": "2026-09-01T00:00:00Z", "to": "2026-09-03T00:00:00Z", "tz": "UTC"}
    answer = browser(api, "alice").get(SNAPSHOT, params=params).json()
    assert answer["chart"] == [
        {"date": "2026-09-01", "requests": 0, "tokens": 0},
        {"date": "2026-09-02", "requests": 0, "tokens": 0},
    ]
    assert (answer["latency_p50_ms"], answer["fail_rate"]) == (None, None)


def test_facets_count_values(api: FastAPI, traffic: Traffic) -> None:
    answer = browser(api, "bob").get(FACETS, params={"field": "status", "last": "7d"}).json()
    records = traffic.of(1) + traffic.of(2)
    statuses = [record.status for record in records]
    counted = {entry["value"]: entry["count"] for entry in answer["data"]}
    assert counted == {status: statuses.count(status) for status in set(statuses)}
    assert (answer["since"], answer["left_out"]) == (None, "")


def test_facets_say_which_part_of_a_filter_did_not_count(api: FastAPI) -> None:
    params = {"field": "status", "filter": "provider:openai duration_ms:>200", "last": "7d"}
    answer = browser(api, "bob").get(FACETS, params=params).json()
    assert answer["left_out"] == "duration_ms:>200"
    assert answer["data"]


def test_facets_of_what_is_no_dimension_are_refused(api: FastAPI) -> None:
    answer = browser(api, "bob").get(FACETS, params={"field": "duration_ms"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_input")
