"""Values are bound, and the scope is written in one place."""

from tailrace.query.sql.parameters import Parameters, scope_condition
from tests.fakes.population import READER


def test_a_value_is_bound_once() -> None:
    parameters = Parameters()
    assert parameters.bind("a", "String") == "{p0:String}"
    assert parameters.bind(1, "UInt8") == "{p1:UInt8}"
    assert parameters.bind("a", "String") == "{p0:String}"
    assert parameters.bind(True, "Bool") == "{p2:Bool}"
    assert parameters.values == {"p0": "a", "p1": 1, "p2": True}


def test_the_scope_names_its_organisation_and_projects() -> None:
    parameters = Parameters()
    condition = scope_condition(READER, "s", parameters)
    assert condition == "s.org_id = {p0:UInt32} AND s.project_id IN {p1:Array(UInt32)}"
    assert parameters.values == {"p0": 1, "p1": [11, 12]}
