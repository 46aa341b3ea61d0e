"""Transactions are whole, readers see one moment, driver errors become ours."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tailrace.control.database import tables
from tailrace.control.database.db import mark_changed, open_db, read_version
from tailrace.control.open import Control
from tailrace.control.projects.projects import create_organisation, find_organisation, get_project
from tailrace.core.errors import BadInput, Busy, Conflict, NotFound
from tailrace.core.ids import ProjectId
from tests.fakes.tenants import NOW, Tenants


def test_a_failed_transaction_saves_nothing(control: Control) -> None:
    def fail_half_way() -> None:
        with control.db.transaction() as connection:
            create_organisation(connection, "acme", "UTC", NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    with control.db.reading() as connection:
        assert find_organisation(connection, "acme") is None


def test_a_broken_rule_of_the_database_is_a_conflict(control: Control, tenants: Tenants) -> None:
    row = {"name": "acme", "timezone": "UTC", "created_at": NOW}
    with pytest.raises(Conflict), control.db.transaction() as connection:
        connection.execute(sa.insert(tables.organisations).values(**row))


def test_foreign_keys_hold(control: Control, tenants: Tenants) -> None:
    row = {"user_id": 999_999, "org_id": tenants.acme, "role": "owner", "created_at": NOW}
    with pytest.raises(Conflict), control.db.transaction() as connection:
        connection.execute(sa.insert(tables.members).values(**row))


def test_a_reader_sees_one_moment(control: Control, tenants: Tenants) -> None:
    with control.db.reading() as reader:
        before = read_version(reader)
        with control.db.transaction() as writer:
            mark_changed(writer)
        assert read_version(reader) == before
    with control.db.reading() as reader:
        assert read_version(reader) == before + 1


def test_writers_wait_for_each_other(control: Control) -> None:
    def bump() -> None:
        for _ in range(20):
            with control.db.transaction() as connection:
                version = read_version(connection)
                mark_changed(connection)
                assert read_version(connection) > version

    with ThreadPoolExecutor() as pool:
        bumps = [pool.submit(bump) for _ in range(3)]
    assert [b.result() for b in bumps] == [None, None, None]
    with control.db.reading() as connection:
        assert read_version(connection) == 1 + 3 * 20


def test_a_number_beyond_the_database_is_found_nowhere(control: Control, tenants: Tenants) -> None:
    with pytest.raises((BadInput, NotFound)), control.db.reading() as connection:
        get_project(connection, tenants.acme, ProjectId(1 << 80))


def test_times_come_back_as_utc(control: Control, tenants: Tenants) -> None:
    with control.db.reading() as connection:
        query = sa.select(tables.organisations.c.created_at)
        made: datetime = connection.execute(query).scalars().all()[0]
    assert made == NOW
    assert made.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(control: Control) -> None:
    naive = NOW.replace(tzinfo=None)
    with (
        pytest.raises(sa.exc.StatementError, match="no time zone"),
        control.db.transaction() as connection,
    ):
        create_organisation(connection, "acme", "UTC", naive)


@pytest.mark.parametrize(
    ("dsn", "message"),
    [
        ("not an address", "not a database address"),
        ("mysql://root:hunter2@host/db", "names 'mysql'"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql+psycopg://u:hunter2@host:port/db", "not a database address"),
    ],
)
def test_an_address_that_cannot_be_used_is_bad_input(dsn: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        open_db(dsn)
    assert "hunter2" not in caught.value.message + caught.value.hint


def test_a_database_out_of_reach_is_busy() -> None:
    db = open_db("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(Busy), db.reading():
        pass
    db.close()
