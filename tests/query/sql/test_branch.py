"""Every table that is read is read under the scope."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tailrace.core.window import Window
from tailrace.query.buckets import bucket_starts
from tailrace.query.grammar.filter import Filter
from tailrace.query.grammar.parse import parse
from tailrace.query.plan import RAW, Branch, plan
from tailrace.query.question import Question
from tailrace.query.sql.branch import Context, branch_sql
from tailrace.query.sql.parameters import Parameters
from tests.fakes import questions as q
from tests.fakes.population import NAMES, READER
from tests.query.test_plan import RAGGED

_SCOPED = re.compile(
    r"FROM (\w+) AS (\w)\s+WHERE \2\.org_id = \{(p\d+):UInt32\} "
    r"AND \2\.project_id IN \{(p\d+):Array\(UInt32\)\}\s+AND "
)


def context(question: Question) -> Context:
    starts = bucket_starts(question.window, "day") if question.granularity else ()
    return Context(READER, NAMES, question, starts, Parameters())


@settings(deadline=None)
@given(q.windows(), st.lists(q.groupable, max_size=3, unique=True).map(tuple), q.filters)
def test_each_branch_begins_with_the_scope(
    window: Window, groups: tuple[str, ...], tree: Filter
) -> None:
    question = Question(window, ("requests",), groups, filter=tree)
    for branch in plan(question, ()):
        made = context(question)
        sql = branch_sql(made, branch)
        ((table, _, org, projects),) = _SCOPED.findall(sql)
        assert table == branch.table
        assert sql.count("FROM ") == 1
        assert "JOIN" not in sql.replace("arrayJoin", "")
        assert made.parameters.values[org] == READER.org_id
        assert made.parameters.values[projects] == sorted(READER.project_ids)


def test_raw_rows_are_added_up() -> None:
    question = Question(RAGGED, ("requests", "cost_usd"), ("tag", "customer.a"), "day")
    made = context(question)
    assert branch_sql(made, Branch(RAW, RAGGED.start, RAGGED.end)) == snapshot("""\
SELECT roundDown(toUInt32(toDateTime(s.started_at)), {p5:Array(UInt32)}) AS bucket,
    arrayJoin(arrayDistinct(s.tags)) AS g0,
    s.customer_data[{p0:String}] AS g1,
    sum(s.cost_usd) AS cost_usd,
    count() AS n,
    countIf(s.cost_source != 'none') AS priced,
    countIf(s.cost_source = 'none' AND (s.status = 'success' OR s.known_tokens != 0)) AS unpriced
  FROM spans AS s
  WHERE s.org_id = {p1:UInt32} AND s.project_id IN {p2:Array(UInt32)}
    AND s.cls = 0
    AND s.started_at >= {p3:DateTime64(6, 'UTC')}
    AND s.started_at < {p4:DateTime64(6, 'UTC')}
    AND mapContains(s.customer_data, {p0:String})
  GROUP BY bucket, g0, g1\
""")


def test_a_slice_is_read_as_it_is() -> None:
    question = Question(RAGGED, ("errors",), ("key",), filter=parse("key:ci"))
    made = context(question)
    days, hours, rest = plan(question, ())
    assert branch_sql(made, days) == snapshot("""\
SELECT toUInt32OrZero(r.value) AS g0,
    r.errors AS errors
  FROM rollup_dimension_day AS r
  WHERE r.org_id = {p0:UInt32} AND r.project_id IN {p1:Array(UInt32)}
    AND r.dimension = {p2:String}
    AND r.period >= {p3:DateTime('UTC')}
    AND r.period < {p4:DateTime('UTC')}
    AND r.period NOT IN {p5:Array(DateTime('UTC'))}
    AND toUInt32OrZero(r.value) IN {p6:Array(UInt32)}\
""")
    assert branch_sql(made, hours) == snapshot("""\
SELECT toUInt32OrZero(r.value) AS g0,
    r.errors AS errors
  FROM rollup_dimension_hour AS r
  WHERE r.org_id = {p0:UInt32} AND r.project_id IN {p1:Array(UInt32)}
    AND r.dimension = {p2:String}
    AND r.period >= {p7:DateTime('UTC')}
    AND r.period < {p8:DateTime('UTC')}
    AND toStartOfDay(r.period) IN {p5:Array(DateTime('UTC'))}
    AND r.period NOT IN {p9:Array(DateTime('UTC'))}
    AND toUInt32OrZero(r.value) IN {p6:Array(UInt32)}\
""")
    assert branch_sql(made, rest) == snapshot("""\
SELECT s.key_id AS g0,
    countIf(s.status = 'error') AS errors
  FROM spans AS s
  WHERE s.org_id = {p0:UInt32} AND s.project_id IN {p1:Array(UInt32)}
    AND s.cls = 0
    AND s.started_at >= {p10:DateTime64(6, 'UTC')}
    AND s.started_at < {p11:DateTime64(6, 'UTC')}
    AND toStartOfHour(s.started_at) IN {p9:Array(DateTime('UTC'))}
    AND s.key_id IN {p6:Array(UInt32)}
  GROUP BY g0\
""")
