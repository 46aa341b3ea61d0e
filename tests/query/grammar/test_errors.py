"""A bad filter is bad input that knows its place."""

from tailrace.core.errors import BadInput
from tailrace.query.grammar.errors import BadFilter


def test_people_count_from_one() -> None:
    error = BadFilter("No such field.", position=0, expected="a field")
    assert isinstance(error, BadInput)
    assert (error.code, error.status) == ("bad_filter", 400)
    assert error.message == "No such field. (at character 1)"
    assert error.hint == "Expected a field."


def test_the_nearest_name_is_the_hint() -> None:
    error = BadFilter("No such field.", position=3, expected="a field", nearest="model")
    assert error.hint == "Did you mean model?"
