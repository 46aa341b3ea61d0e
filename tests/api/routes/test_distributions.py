"""Distributions over the API."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tailrace.query.reader import Reader
from tests.fakes.town import browser
from tests.fakes.traffic import Traffic

V1 = "/api/v1"


@pytest.fixture
def store(traffic: Traffic) -> Reader:
    return traffic.store


@pytest.fixture
def alice(api: FastAPI) -> TestClient:
    return browser(api, "alice")


def test_a_histogram_counts_every_answer_once(alice: TestClient) -> None:
    answer = alice.get(f"{V1}/distribution?field=duration_ms&last=7d").json()
    total = alice.get(f"{V1}/metrics?metrics=successes,errors,latency_p95_ms&last=7d").json()
    (row,) = total["data"]
    assert answer["count"] == row["successes"] + row["errors"] > 0
    assert sum(bar["count"] for bar in answer["data"]) == answer["count"]
    percentiles = {one["percent"]: one["value"] for one in answer["percentiles"]}
    assert percentiles[95] == row["latency_p95_ms"]
    assert answer["from_rollups"]


def test_a_heat_map_has_a_column_for_each_stretch(alice: TestClient) -> None:
    answer = alice.get(f"{V1}/heatmap?field=duration_ms&last=2d&granularity=hour").json()
    assert len(answer["data"]) in (48, 49)
    assert {len(column["counts"]) for column in answer["data"]} == {len(answer["bands"])}
    whole = alice.get(f"{V1}/distribution?field=duration_ms&last=2d").json()
    assert sum(sum(column["counts"]) for column in answer["data"]) == whole["count"] > 0


def test_a_filter_narrows_and_a_bad_field_is_refused(alice: TestClient) -> None:
    path = f"{V1}/distribution?last=7d&field"
    some = alice.get(f"{path}=total_tokens&filter=provider:groq").json()
    every = alice.get(f"{path}=total_tokens").json()
    assert 0 < some["count"] < every["count"]
    refused = alice.get(f"{path}=latency")
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_input")
