"""Reading goes on right behind a place, whatever place somebody writes."""

from datetime import timedelta

from tailrace.core.clock import to_us
from tailrace.core.window import LATEST
from tailrace.query.grammar.parse import parse
from tailrace.query.requests.cursor import Place
from tailrace.query.requests.slices import conditions, end_after, moment_of
from tailrace.query.sql.parameters import Parameters
from tests.fakes.population import END, NAMES, READER, START


def test_reading_begins_at_the_end_or_right_behind_the_place() -> None:
    assert end_after(END, None) == END
    assert end_after(END, Place(to_us(START), 7)) == START + timedelta(microseconds=1)
    assert end_after(START, Place(to_us(END), 7)) == START


def test_a_place_beyond_all_time_is_the_latest() -> None:
    assert moment_of(Place(2**63, 1)) == LATEST
    assert end_after(END, Place(2**64 - 1, 1)) == END


def test_conditions_name_scope_and_slice_before_the_filter() -> None:
    parameters = Parameters()
    part = (START, END)
    found = conditions(parameters, READER, NAMES, parse("status:error"), part, Place(1, 2))
    assert found[0].startswith("s.org_id = ")
    assert found[1] == "s.cls = 0"
    assert "s.span_id < " in found[4]
    assert len(found) == 6
