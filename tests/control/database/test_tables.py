"""Column types give back what was put in, whatever the database keeps."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from tailrace.control.database.tables import UtcTime, Words, metadata
from tests.fakes.tenants import NOW

DIALECT = sa.create_engine("sqlite://").dialect


def test_a_time_is_kept_as_utc() -> None:
    berlin = datetime(2026, 11, 23, 13, tzinfo=timezone(timedelta(hours=1)))
    assert UtcTime().process_bind_param(berlin, DIALECT) == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_time_comes_back_as_utc_from_either_database() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    as_sqlite = noon.replace(tzinfo=None)
    as_postgresql = noon.astimezone(timezone(timedelta(hours=5)))
    for kept in (as_sqlite, as_postgresql):
        given = UtcTime().process_result_value(kept, DIALECT)
        assert given == noon
        assert given.tzinfo is UTC


def test_a_time_without_a_zone_cannot_be_kept() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        UtcTime().process_bind_param(NOW.replace(tzinfo=None), DIALECT)


def test_words_are_kept_sorted_and_come_back_as_a_set() -> None:
    kept = Words().process_bind_param(frozenset({"read", "gateway"}), DIALECT)
    assert kept == "gateway read"
    assert Words().process_result_value(kept, DIALECT) == frozenset({"read", "gateway"})


def test_nothing_stays_nothing() -> None:
    for kind in (UtcTime(), Words()):
        assert kind.process_bind_param(None, DIALECT) is None
        assert kind.process_result_value(None, DIALECT) is None


def test_numbers_that_records_carry_are_never_given_out_twice() -> None:
    for name in ("organisations", "projects", "keys", "users", "workflows", "schemas", "limits"):
        assert metadata.tables[name].dialect_options["sqlite"]["autoincrement"] is True
