"""A question may use only so much."""

from dataclasses import replace

import pytest

from tailrace.core.errors import TookTooLong, TooLarge
from tailrace.query.reader import Reader
from tailrace.query.sql.select import Statement
from tailrace.store.engine import Limits
from tests.query.conftest import Populated


def test_rows_are_limited(populated: Populated) -> None:
    reader = replace(populated.reader, limits=Limits(rows=10))
    with pytest.raises(TooLarge):
        reader.read(Statement("SELECT number FROM numbers(11)", {}))


def test_time_is_limited(populated: Populated) -> None:
    reader = Reader(populated.reader.engine, Limits(seconds=0.05))
    with pytest.raises(TookTooLong):
        reader.read(Statement("SELECT count() FROM numbers(100000000000) WHERE rand() = 1", {}))


def test_values_are_bound(populated: Populated) -> None:
    statement = Statement("SELECT {p0:String} AS a", {"p0": "x'\\y\n"})
    assert populated.reader.read(statement).rows == [("x'\\y\n",)]
