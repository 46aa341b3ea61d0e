"""A source spells a field from its own columns, or as a raw row does."""

from tailrace.query.catalog import FIELDS, find_field
from tailrace.query.question import Names
from tailrace.query.sql.columns import Columns, any_of, path_of
from tailrace.query.sql.parameters import Parameters

STATUS = FIELDS["http_status"]


def test_own_columns_win() -> None:
    columns = Columns(Names(), Parameters(), {"http_status": "toUInt16OrZero(r.value)"})
    assert columns.holds(STATUS)
    assert columns.sql(STATUS) == "toUInt16OrZero(r.value)"
    assert columns.known(STATUS) == "toUInt16OrZero(r.value) != 0"
    assert columns.sql(FIELDS["model"]) == "s.model"


def test_the_path_of_customer_data_is_bound() -> None:
    field = find_field("customer.a'b")
    assert field is not None
    columns = Columns(Names(), Parameters(), {})
    assert columns.sql(field) == "s.customer_data[{p0:String}]"
    assert columns.parameters.values == {"p0": "a'b"}
    assert path_of(field) == "a'b"


def test_any_of_nothing_is_never_so() -> None:
    assert any_of([]) == "0"
    assert any_of(["a"]) == "a"
    assert any_of(["a", "b"]) == "(a OR b)"
