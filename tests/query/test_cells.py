"""Rollups hold the very cells that raw rows would give."""

import re
from importlib import resources

import pytest

from tailrace.query.catalog import METRICS
from tailrace.query.cells import RAW_CELLS, families
from tailrace.query.question import Question
from tailrace.query.run import run
from tailrace.store import rows
from tests.fakes.population import NAMES, READER, population
from tests.query.conftest import Populated
from tests.query.test_run import WHOLE

MIGRATIONS = resources.files("tailrace.store") / "migrations"
ROLLUPS = ("0002_rollups.sql", "0003_rollup_dimensions.sql", "0004_rollup_customers.sql")
TABLES = {
    table.name
    for dimensions in ([], ["model"], ["key"], ["user"])
    for family in families(frozenset(dimensions))
    for table in family.tables
}


def _views() -> dict[str, str]:
    """Return the SELECT of each view, white space folded."""
    text = " ".join(
        " ".join(re.sub(r"--[^\n]*", "", (MIGRATIONS / name).read_text()).split())
        for name in ROLLUPS
    )
    return dict(
        re.findall(r"CREATE MATERIALIZED VIEW IF NOT EXISTS mv_(\w+) TO \w+ AS ([^;]+);", text)
    )


def test_each_table_has_its_view() -> None:
    assert _views().keys() == TABLES


@pytest.mark.parametrize("view", ["rollup_hour", "rollup_dimension_hour", "rollup_customer_day"])
def test_views_over_raw_rows_use_these_expressions(view: str) -> None:
    select = _views()[view]
    for name, sql in RAW_CELLS.items():
        if view != "rollup_customer_day" or name not in ("latency", "ttft", "overhead"):
            assert f"{' '.join(sql.split())} AS {name}" in select


@pytest.mark.parametrize(
    "view", ["rollup_day", "rollup_total_hour", "rollup_dimension_day", "rollup_customer_week"]
)
def test_views_over_rollups_add_every_cell(view: str) -> None:
    counts = RAW_CELLS.keys() - {"latency", "ttft", "overhead"}
    for name in counts if view == "rollup_customer_week" else RAW_CELLS:
        assert re.search(rf"\b(sum|sumMap)\(r\.{name}\) AS {name}\b", _views()[view])


def test_a_rollup_answers_only_for_what_it_holds() -> None:
    def first(*names: str) -> str | None:
        found = families(frozenset(names))
        return found[0].tables[0].name if found else None

    assert first("project", "test_mode") == "rollup_total_hour"
    assert first("model", "environment", "project") == "rollup_day"
    assert first("key", "project") == "rollup_dimension_day"
    assert first("customer.a") == "rollup_customer_week"
    assert first("key", "model") is None
    assert first("key", "workflow") is None
    assert first("session") is None
    assert first("streamed") is None


def test_a_batch_that_is_sent_again_counts_once_in_every_rollup(populated: Populated) -> None:
    """The store drops the repeat by its token, in views and in views of views."""
    question = Question(WHOLE, tuple(METRICS))
    before = run(populated.reader, READER, NAMES, question)
    engine, again = populated.reader.engine, populated.lines[0::3]
    engine.insert("spans", rows.spans(again, lambda _: 90), "spans 0")
    assert run(populated.reader, READER, NAMES, question) == before
    for table in sorted(TABLES - {"rollup_customer_day", "rollup_customer_week"}):
        slice_ = "WHERE dimension = 'key'" if "dimension" in table else ""
        counted = engine.query(f"SELECT sum(n) FROM {table} {slice_}").rows
        assert counted == [(len(population(len(populated.lines))),)]
