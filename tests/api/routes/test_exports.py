"""A file holds what the list and the numbers hold, for those who may see it."""

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi import FastAPI

from tailrace.query.reader import Reader
from tests.fakes.town import Town, browser, key_holder
from tests.fakes.traffic import Traffic

if TYPE_CHECKING:
    from httpx2 import Response

EXPORT, REQUESTS = "/api/v1/requests/export", "/api/v1/requests"
METRICS = "/api/v1/metrics"


@pytest.fixture
def store(traffic: Traffic) -> Reader:
    return traffic.store


def export(api: FastAPI, name: str = "alice", /, **params: str) -> "Response":
    answer = browser(api, name).get(EXPORT, params={"last": "7d", **params})
    assert answer.status_code == 200, answer.text
    return answer


def listed(api: FastAPI, **params: str) -> list[dict[str, Any]]:
    page = browser(api, "alice").get(REQUESTS, params={"last": "7d", "limit": "500", **params})
    rows: list[dict[str, Any]] = page.json()["data"]
    return rows


def lines(answer: "Response") -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.mark.parametrize("text", ["", "status:error", "-provider:groq user:u_1", "model:none"])
def test_json_lines_are_the_list(api: FastAPI, text: str) -> None:
    answer, rows = export(api, format="jsonl", filter=text), listed(api, filter=text)
    assert lines(answer) == rows
    assert answer.headers["x-tailrace-rows"] == str(len(rows))
    assert answer.headers["content-type"] == "application/x-ndjson"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="tailrace-requests-')
    assert disposition.endswith('.jsonl"')


def test_csv_and_parquet_hold_the_same_rows(api: FastAPI) -> None:
    rows = listed(api)
    table = list(csv.DictReader(io.StringIO(export(api, format="csv").text)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert [row["cost_usd"] for row in table] == [row["cost_usd"] or "" for row in rows]
    file = export(api, format="parquet")
    parquet = pq.read_table(pa.BufferReader(file.content)).to_pylist()
    assert [row["id"] for row in parquet] == [row["id"] for row in rows]
    assert sum(row["cost_usd"] or 0 for row in parquet) == sum(
        Decimal(row["cost_usd"] or 0) for row in rows
    )


def test_columns_are_chosen_and_bodies_come_on_request(api: FastAPI, traffic: Traffic) -> None:
    chosen = lines(export(api, format="jsonl", columns="model,id,input"))
    assert [list(row) for row in chosen] == [["model", "id", "input"]] * len(chosen)
    bodies = {record.input for record in traffic.of(1) + traffic.of(2)}
    assert {row["input"] or "" for row in chosen} == bodies


def test_an_export_goes_on_after_the_last_row_that_came(api: FastAPI) -> None:
    ids = [row["id"] for row in listed(api)]
    rest = lines(export(api, format="jsonl", columns="id", after=ids[40]))
    assert [row["id"] for row in rest] == ids[41:]


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"format": "xlsx"}, "format"),
        ({"format": "csv", "columns": "modle"}, "Did you mean model?"),
        ({"format": "csv", "filter": "statos:error"}, "statos"),
        ({"format": "csv", "after": "nonsense"}, "id"),
        ({}, "format"),
    ],
)
def test_what_cannot_be_exported_is_told(api: FastAPI, params: dict[str, str], said: str) -> None:
    answer = browser(api, "alice").get(EXPORT, params=params)
    assert answer.status_code == 400
    assert said in answer.text


def test_a_key_exports_its_own_project(api: FastAPI, town: Town, traffic: Traffic) -> None:
    params = {"last": "7d", "format": "jsonl"}
    answer = key_holder(api, town.secrets["lab-read"]).get(EXPORT, params=params)
    assert {row["project"] for row in lines(answer)} == {"lab"}
    assert len(lines(answer)) == len(traffic.of(2))


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_numbers_are_a_file_too(api: FastAPI, form: str) -> None:
    params = {"metrics": "requests,cost_usd,latency_p95_ms", "group_by": "model", "last": "7d"}
    alice = browser(api, "alice")
    rows = alice.get(METRICS, params=params).json()["data"]
    answer = alice.get(f"{METRICS}/export", params={**params, "format": form})
    assert answer.status_code == 200
    if form == "jsonl":
        assert lines(answer) == rows
    elif form == "csv":
        table = list(csv.DictReader(io.StringIO(answer.text)))
        assert [row["requests"] for row in table] == [str(row["requests"]) for row in rows]
    else:
        assert pq.read_table(pa.BufferReader(answer.content)).num_rows == len(rows)
