"""What changed, over the API: the numbers of both periods, and who changed what."""

from typing import Any

import pytest
from fastapi import FastAPI

from tailrace.query.reader import Reader
from tests.api.routes.test_numbers import DAY_US, NOW_US
from tests.fakes.town import Town, browser, key_holder
from tests.fakes.traffic import Traffic

EXPLAIN, CHANGES = "/api/v1/explain", "/api/v1/changes"


@pytest.fixture
def store(traffic: Traffic) -> Reader:
    return traffic.store


def count(traffic: Traffic, since_us: int, until_us: int, *projects: int) -> int:
    records = [record for number in projects for record in traffic.of(number)]
    return sum(since_us <= record.started_us < until_us for record in records)


def ask(api: FastAPI, who: str = "alice", **params: str) -> Any:
    answer = browser(api, who).get(EXPLAIN, params={"metric": "requests", "last": "24h"} | params)
    return answer.raise_for_status().json()


def test_a_day_is_compared_with_the_day_before(api: FastAPI, traffic: Traffic) -> None:
    answer = ask(api)
    yesterday = NOW_US - DAY_US
    data = answer["data"]
    assert data["after"] == count(traffic, yesterday, NOW_US, 1, 2)
    assert data["before"] == count(traffic, yesterday - DAY_US, yesterday, 1, 2)
    assert data["change"] == data["after"] - data["before"]
    assert answer["against"]["to"] == answer["meta"]["window"]["from"]
    for one in data["breakdowns"]:
        rows = [*one["values"], *([one["rest"]] if one["rest"] else [])]
        assert sum(row["change"] for row in rows) == data["change"]


def test_another_period_and_other_dimensions_may_be_named(api: FastAPI, traffic: Traffic) -> None:
    against = "2026-10-30T12:00:00Z/2026-10-31T12:00:00Z"
    answer = ask(api, against=against, by="provider:model,customer.segment", filter="has:provider")
    assert answer["against"]["from"].startswith("2026-10-30T12:00:00")
    assert sorted(one["dimension"] for one in answer["data"]["breakdowns"]) == [
        ["customer.segment"],
        ["provider", "model"],
    ]


def test_cost_is_text_and_its_parts_are_named(api: FastAPI) -> None:
    data = ask(api, metric="cost_usd", last="7d")["data"]
    assert data["unit"] == "usd"
    assert isinstance(data["change"], str)
    assert set(data["breakdowns"][0]["parts"]) == {"volume", "mix", "tokens", "price"}


@pytest.mark.parametrize(
    "params",
    [
        {"metric": "happiness"},
        {"against": "yesterday"},
        {"against": "2026-11-01T00:00:00Z/2026-10-01T00:00:00Z"},
        {"against": "2026-10-31T13:00:00Z/2026-11-01T09:00:00Z"},
        {"by": "colour"},
        {"filter": "colour:red"},
    ],
)
def test_what_cannot_be_read_is_refused(api: FastAPI, params: dict[str, str]) -> None:
    asked = {"metric": "requests", "last": "24h"} | params
    answer = browser(api, "alice").get(EXPLAIN, params=asked)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in {"bad_input", "bad_filter"}


def test_a_key_s_project_is_all_that_is_explained(api: FastAPI, town: Town) -> None:
    holder = key_holder(api, town.secrets["lab-read"])
    answer = holder.get(EXPLAIN, params={"metric": "requests", "last": "7d", "by": "project"})
    (one,) = answer.json()["data"]["breakdowns"]
    assert {row["by"]["project"] for row in one["values"]} <= {"lab"}


def test_changes_are_told_to_members_and_not_to_keys(api: FastAPI, town: Town) -> None:
    day = {"from": "2026-11-01T00:00:00Z", "to": "2026-11-02T00:00:00Z"}
    answer = browser(api, "vera").get(CHANGES, params=day).json()
    things = {(one["thing"], one["name"], one["action"]) for one in answer["data"]}
    assert {("project", "shop", "created"), ("key", "shop-read", "created")} <= things
    assert not answer["meta"]["truncated"]
    assert key_holder(api, town.secrets["shop-read"]).get(CHANGES).status_code == 403
