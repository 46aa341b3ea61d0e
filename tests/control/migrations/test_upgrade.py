"""The revisions make the tables that the code uses, once, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tailrace.control.database.db import open_db
from tailrace.control.database.tables import metadata
from tailrace.control.migrations.upgrade import configuration, upgrade
from tailrace.control.open import open_control
from tailrace.core.errors import BadInput
from tests.fakes.tenants import SECRET_KEY, cheap_passwords


def test_revisions_make_the_tables_that_the_code_declares(dsn: str) -> None:
    db = open_db(dsn)
    with db.transaction() as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    db.close()


def test_unique_rules_are_in_the_database(dsn: str) -> None:
    db = open_db(dsn)
    with db.transaction() as connection:
        upgrade(connection)
        inspector = sa.inspect(connection)
        unique = {
            (table, tuple(rule["column_names"]))
            for table in inspector.get_table_names()
            for rule in inspector.get_unique_constraints(table)
        }
        working = next(
            i for i in inspector.get_indexes("keys") if i["name"] == "uq_keys_working_name"
        )
    db.close()
    assert unique >= {
        ("organisations", ("name",)),
        ("projects", ("org_id", "name")),
        ("users", ("email",)),
        ("keys", ("secret_hash",)),
        ("providers", ("project_id", "name")),
        ("workflows", ("project_id", "name")),
        ("schemas", ("project_id", "name")),
    }
    assert working["unique"]


def test_what_the_first_release_kept_is_kept(dsn: str) -> None:
    db = open_db(dsn)
    with db.transaction() as connection:
        command.upgrade(configuration(connection), "0001")
        connection.execute(
            sa.text(
                "INSERT INTO organisations (name, timezone, created_at)"
                " VALUES ('acme', 'UTC', CURRENT_TIMESTAMP)"
            )
        )
    with db.transaction() as connection:
        upgrade(connection)
        assert connection.execute(sa.text("SELECT name FROM organisations")).scalars().all() == [
            "acme"
        ]
        assert connection.execute(sa.text("SELECT count(*) FROM limits")).scalar_one() == 0
    db.close()


def test_a_second_upgrade_changes_nothing(dsn: str) -> None:
    db = open_db(dsn)
    for _ in range(2):
        with db.transaction() as connection:
            upgrade(connection)
    with db.reading() as connection:
        rows = connection.execute(sa.text("SELECT version_num FROM alembic_version")).all()
    db.close()
    assert [row.version_num for row in rows] == [_head()]


def test_a_failed_upgrade_leaves_nothing_behind(dsn: str) -> None:
    db = open_db(dsn)

    def fail_after_the_upgrade() -> None:
        with db.transaction() as connection:
            upgrade(connection)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_after_the_upgrade()
    with db.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []
    db.close()


def test_a_newer_database_is_refused(dsn: str) -> None:
    db = open_db(dsn)
    with db.transaction() as connection:
        upgrade(connection)
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    with pytest.raises(BadInput, match="cannot be upgraded") as caught, db.transaction() as again:
        upgrade(again)
    db.close()
    assert "newer tailrace" in caught.value.hint


def test_two_processes_may_start_at_once(dsn: str, tmp_path: Path) -> None:
    together = threading.Barrier(2)

    def start() -> int:
        together.wait()
        control = open_control(dsn, tmp_path, SECRET_KEY, cheap_passwords())
        control.close()
        return control.directory.current.version

    with ThreadPoolExecutor() as pool:
        starts = [pool.submit(start) for _ in range(2)]
    assert [s.result() for s in starts] == [1, 1]


def test_revisions_are_one_straight_line() -> None:
    script = _script()
    revisions = list(script.walk_revisions())
    assert len(script.get_heads()) == 1
    assert all(not isinstance(r.down_revision, tuple) for r in revisions)


def _script() -> ScriptDirectory:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(configuration(connection))
    engine.dispose()
    return script


def _head() -> str:
    head = _script().get_current_head()
    assert head is not None
    return head
