"""Histograms are read under the scope, from cells or from rows."""

from inline_snapshot import snapshot

from tailrace.query.catalog import FIELDS
from tailrace.query.plan import RAW, Branch, plan
from tailrace.query.question import Question
from tailrace.query.sql.branch import Context
from tailrace.query.sql.histogram import cell_histogram, raw_histogram
from tailrace.query.sql.parameters import Parameters
from tests.fakes.population import NAMES, READER
from tests.query.test_plan import RAGGED


def context(metric: str) -> Context:
    return Context(READER, NAMES, Question(RAGGED, (metric,)), (), Parameters())


def test_cells_of_all_branches_are_added_up() -> None:
    made = context("latency_p50_ms")
    sql = cell_histogram(made, plan(made.question, ()), "latency").sql
    assert sql.startswith("SELECT bucket, mapKeys(whole) AS numbers, mapValues(whole) AS counts")
    assert sql.count("sumMap(c.latency)") == 1
    assert sql.count("org_id = {p0:UInt32}") == sql.count("UNION ALL") + 1 == 2


def test_rows_are_put_into_buckets() -> None:
    made = context("requests")
    branch = Branch(RAW, RAGGED.start, RAGGED.end)
    assert raw_histogram(made, branch, FIELDS["cost_usd"]).sql == snapshot("""\
SELECT bucket, mapKeys(whole) AS numbers, mapValues(whole) AS counts
FROM (
  SELECT 0 AS bucket, sumMap(c.spread) AS whole
  FROM (
  SELECT sumMapIf(map(toInt16(if(toFloat64(s.cost_usd) * 10000000000 <= 0, -1,
      ceil(log(greatest(toFloat64(s.cost_usd) * 10000000000, 1)) / log(1.02)))), toUInt64(1)),
      s.cost_source != 'none') AS spread
  FROM spans AS s
  WHERE s.org_id = {p0:UInt32} AND s.project_id IN {p1:Array(UInt32)}
    AND s.cls = 0
    AND s.started_at >= {p2:DateTime64(6, 'UTC')}
    AND s.started_at < {p3:DateTime64(6, 'UTC')}
  ) AS c
)
ORDER BY bucket\
""")
