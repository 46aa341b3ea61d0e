"""One statement adds the cells of all branches up."""

from inline_snapshot import snapshot

from tailrace.query.grammar.parse import parse
from tailrace.query.plan import plan
from tailrace.query.question import Order, Question
from tailrace.query.sql.branch import Context
from tailrace.query.sql.parameters import Parameters
from tailrace.query.sql.select import select
from tests.fakes.population import NAMES, READER
from tests.query.test_plan import RAGGED


def sql_of(question: Question, *groups: tuple[object, ...]) -> str:
    context = Context(READER, NAMES, question, (), Parameters())
    return select(context, plan(question, ()), groups).sql


def test_a_total_has_no_groups() -> None:
    question = Question(RAGGED, ("requests", "cost_usd"), filter=parse("test_mode:false"))
    assert sql_of(question) == snapshot("""\
SELECT sum(c.n) AS m0,
  if(sum(c.priced) = 0 AND sum(c.unpriced) > 0, NULL, sum(c.cost_usd)) AS m1
FROM (
  SELECT r.cost_usd AS cost_usd,
    r.n AS n,
    r.priced AS priced,
    r.unpriced AS unpriced
  FROM rollup_total_hour AS r
  WHERE r.org_id = {p0:UInt32} AND r.project_id IN {p1:Array(UInt32)}
    AND r.period >= {p2:DateTime('UTC')}
    AND r.period < {p3:DateTime('UTC')}
    AND r.period NOT IN {p4:Array(DateTime('UTC'))}
    AND r.test_mode = false
UNION ALL
  SELECT sum(s.cost_usd) AS cost_usd,
    count() AS n,
    countIf(s.cost_source != 'none') AS priced,
    countIf(s.cost_source = 'none' AND (s.status = 'success' OR s.known_tokens != 0)) AS unpriced
  FROM spans AS s
  WHERE s.org_id = {p0:UInt32} AND s.project_id IN {p1:Array(UInt32)}
    AND s.cls = 0
    AND s.started_at >= {p5:DateTime64(6, 'UTC')}
    AND s.started_at < {p6:DateTime64(6, 'UTC')}
    AND toStartOfHour(s.started_at) IN {p4:Array(DateTime('UTC'))}
    AND s.test_mode = false
) AS c
LIMIT 1001\
""")


def test_groups_are_ordered_and_limited() -> None:
    order = Order("latency_p95_ms", descending=True)
    question = Question(RAGGED, ("latency_p95_ms",), ("status",), order=order, limit=5)
    assert sql_of(question) == snapshot("""\
SELECT c.g0 AS g0,
  pow(1.02, arrayElementOrNull(mapKeys(sumMap(c.latency)), arrayFirstIndex(
    reached -> reached >= intDiv(95 * arraySum(mapValues(sumMap(c.latency))) + 99, 100),
    arrayCumSum(mapValues(sumMap(c.latency)))
  ))) * (1 + 1 / 1.02) / 2 / 1000 AS m0
FROM (
  SELECT r.status AS g0,
    r.latency AS latency
  FROM rollup_day AS r
  WHERE r.org_id = {p0:UInt32} AND r.project_id IN {p1:Array(UInt32)}
    AND r.period >= {p2:DateTime('UTC')}
    AND r.period < {p3:DateTime('UTC')}
    AND r.period NOT IN {p4:Array(DateTime('UTC'))}
UNION ALL
  SELECT r.status AS g0,
    r.latency AS latency
  FROM rollup_hour AS r
  WHERE r.org_id = {p0:UInt32} AND r.project_id IN {p1:Array(UInt32)}
    AND r.period >= {p5:DateTime('UTC')}
    AND r.period < {p6:DateTime('UTC')}
    AND toStartOfDay(r.period) IN {p4:Array(DateTime('UTC'))}
    AND r.period NOT IN {p7:Array(DateTime('UTC'))}
UNION ALL
  SELECT s.status AS g0,
    sumMapIf(map(toUInt16(ceil(log(greatest(s.duration_us, 1)) / log(1.02))), toUInt64(1)),
      s.status IN ('success', 'error')) AS latency
  FROM spans AS s
  WHERE s.org_id = {p0:UInt32} AND s.project_id IN {p1:Array(UInt32)}
    AND s.cls = 0
    AND s.started_at >= {p8:DateTime64(6, 'UTC')}
    AND s.started_at < {p9:DateTime64(6, 'UTC')}
    AND toStartOfHour(s.started_at) IN {p7:Array(DateTime('UTC'))}
  GROUP BY g0
) AS c
GROUP BY g0
ORDER BY m0 DESC NULLS LAST, g0
LIMIT 6\
""")


def test_only_chosen_groups_are_kept() -> None:
    question = Question(RAGGED, ("requests",), ("key", "test_mode"))
    text = sql_of(question, (3, True), (4, False))
    assert "WHERE has(arrayZip({p" in text
    assert "(toString(c.g0), toString(c.g1)))" in text
    context = Context(READER, NAMES, question, (), Parameters())
    chosen = select(context, plan(question, ()), [(3, True), (4, False)]).parameters.values()
    assert [v for v in chosen if v in (["3", "4"], ["true", "false"])] == [
        ["3", "4"],
        ["true", "false"],
    ]


def test_one_dimension_needs_no_tuples() -> None:
    question = Question(RAGGED, ("requests",), ("user",), order=Order("user"))
    text = sql_of(question, ("a",))
    assert "WHERE has({p" in text
    assert "ORDER BY g0 ASC NULLS LAST, g0" in text
