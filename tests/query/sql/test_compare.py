"""One statement holds both periods, each from its own plan."""

from dataclasses import replace
from datetime import timedelta

from tailrace.query.grammar.parse import parse
from tailrace.query.question import Question
from tailrace.query.sql.branch import Context
from tailrace.query.sql.compare import Sides, compare
from tailrace.query.sql.parameters import Parameters
from tests.fakes.population import NAMES, READER
from tests.query.test_plan import RAGGED

BEFORE = replace(
    RAGGED, start=RAGGED.start - timedelta(days=30), end=RAGGED.end - timedelta(days=30)
)


def sql_of(question: Question, *cells: str) -> str:
    context = Context(READER, NAMES, question, (), Parameters())
    return compare(context, Sides(BEFORE, RAGGED, cells)).sql


def test_each_side_is_marked_scoped_and_read_from_its_own_rollup() -> None:
    text = sql_of(Question(RAGGED, ("errors",), ("workflow",), limit=7), "errors")
    assert text.count("SELECT 0 AS side") == text.count("SELECT 1 AS side") >= 2
    assert text.count("org_id = {p0:UInt32}") == text.count("AS side")
    assert "rollup_dimension_day" in text
    assert text.endswith(
        "ORDER BY abs(toDecimal128(sumIf(c.errors, c.side = 1), 10) - "
        "toDecimal128(sumIf(c.errors, c.side = 0), 10)) DESC, g0\nLIMIT 7"
    )


def test_a_total_has_one_row_and_histograms_are_added_by_bucket() -> None:
    text = sql_of(Question(RAGGED, ("requests", "latency_p95_ms")), "n", "latency")
    assert "sumMapIf(c.latency, c.side = 0) AS latency0" in text
    assert "sumIf(c.n, c.side = 1) AS n1" in text
    assert "GROUP BY" not in text.split(") AS c")[-1]
    assert "LIMIT" not in text


def test_what_people_wrote_is_bound() -> None:
    question = Question(RAGGED, ("requests",), ("customer.x') --",), filter=parse('user:"a\'b"'))
    assert "--" not in sql_of(question, "n")
    assert "a'b" not in sql_of(question, "n")
