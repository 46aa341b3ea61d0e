"""Whole spans come oldest first, each once, however often they were stored."""

from tailrace.core.record import Line
from tailrace.query.requests.spans import read_spans
from tailrace.query.sql.parameters import Parameters, scope_condition
from tailrace.store import rows
from tests.fakes.population import READER, SHOP
from tests.fakes.records import request
from tests.query.conftest import Populated

SESSION = "spans-test"


def test_a_span_that_was_stored_twice_comes_once(populated: Populated) -> None:
    made = [
        request(number, org_id=1, project_id=SHOP, session=SESSION) for number in (9302, 9301, 9303)
    ]
    table = rows.spans([Line("p", 1, tuple(made))], lambda _: 90)
    for token in ("spans once", "spans twice"):
        populated.reader.engine.insert("spans", table, token)
    parameters = Parameters()
    conditions = (
        scope_condition(READER, "s", parameters),
        f"s.session = {parameters.bind(SESSION, 'String')}",
    )
    found = read_spans(populated.reader, conditions, parameters, 10)
    assert [row["span_id"] for row in found] == sorted(record.span_id for record in made)
    assert len(read_spans(populated.reader, conditions, parameters, 2)) == 2
