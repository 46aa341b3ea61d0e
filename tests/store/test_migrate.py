from collections.abc import Iterator
from pathlib import Path

import pytest

from tailrace.core.errors import Conflict, TailraceError
from tailrace.core.record import Line
from tailrace.store import rows
from tailrace.store.engine import Engine
from tailrace.store.migrate import Migration, bundled, migrate, pending
from tests.conftest import ManualClock
from tests.fakes.records import call, request

FIRST = Migration(1, "first", "CREATE TABLE IF NOT EXISTS a (n UInt8) ENGINE = Memory;\n")
SECOND = Migration(
    2,
    "second",
    """-- Two statements; a semicolon in the middle of a line; does not end one.
    CREATE TABLE IF NOT EXISTS b (n UInt8) ENGINE = Memory; -- the first
    ALTER TABLE b ADD COLUMN IF NOT EXISTS m UInt8;
    """,
)
BROKEN = Migration(
    2,
    "second",
    "CREATE TABLE IF NOT EXISTS b (n UInt8) ENGINE = Memory;\nCREATE NONSENSE;\n",
)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Engine]:
    opened = Engine.open(f"chdb://{tmp_path}/db", readers=1)
    yield opened
    opened.close()


ADDED = (
    "workflow_version",
    "schema",
    "schema_version",
    "invalid_path",
    "limit",
    "offline_fallback",
    "wait_us",
)
"""The columns of migration 6."""


def tables(engine: Engine) -> list[str]:
    answer = engine.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name"
    )
    return [name for (name,) in answer.rows]


def test_a_file_is_cut_at_semicolons_that_end_a_line() -> None:
    first, second = SECOND.statements
    assert first == "CREATE TABLE IF NOT EXISTS b (n UInt8) ENGINE = Memory"
    assert second == "ALTER TABLE b ADD COLUMN IF NOT EXISTS m UInt8"


def test_comments_and_spaces_do_not_change_a_file() -> None:
    spaced = Migration(1, "first", "-- why\n" + FIRST.text.replace(" ", "\n  "))
    assert spaced.checksum == FIRST.checksum
    assert Migration(1, "first", FIRST.text.replace("UInt8", "UInt16")).checksum != FIRST.checksum


def test_missing_migrations_are_applied_in_order_and_once(
    fresh: Engine, clock: ManualClock
) -> None:
    assert pending(fresh, [FIRST, SECOND]) == ("first", "second")
    assert migrate(fresh, clock=clock, migrations=[FIRST]) == ("first",)
    assert migrate(fresh, clock=clock, migrations=[FIRST, SECOND]) == ("second",)
    assert migrate(fresh, clock=clock, migrations=[FIRST, SECOND]) == ()
    assert pending(fresh, [FIRST, SECOND]) == ()
    assert tables(fresh) == ["a", "b", "schema_migrations"]
    rows = fresh.query(
        "SELECT version, name, applied_at FROM schema_migrations ORDER BY version"
    ).rows
    assert [row[:2] for row in rows] == [(1, "first"), (2, "second")]
    assert rows[0][2].timestamp() * 1_000_000 == clock.us


def test_a_migration_that_broke_half_way_is_run_again(fresh: Engine, clock: ManualClock) -> None:
    with pytest.raises(TailraceError) as caught:
        migrate(fresh, clock=clock, migrations=[FIRST, BROKEN])
    assert caught.value.hint == "In statement 2 of 0002_second.sql."
    assert pending(fresh, [FIRST, SECOND]) == ("second",)
    assert migrate(fresh, clock=clock, migrations=[FIRST, SECOND]) == ("second",)


def test_a_file_that_changed_after_it_ran_is_refused(fresh: Engine, clock: ManualClock) -> None:
    migrate(fresh, clock=clock, migrations=[FIRST])
    changed = Migration(1, "first", FIRST.text.replace("UInt8", "UInt16"))
    with pytest.raises(Conflict, match="0001_first changed after it ran here"):
        migrate(fresh, clock=clock, migrations=[changed, SECOND])
    assert "b" not in tables(fresh)


def test_a_store_of_a_newer_version_is_refused(fresh: Engine, clock: ManualClock) -> None:
    migrate(fresh, clock=clock, migrations=[FIRST, SECOND])
    with pytest.raises(Conflict, match="newer version"):
        migrate(fresh, clock=clock, migrations=[FIRST])


def test_the_bundled_files_are_numbered_without_a_hole() -> None:
    found = bundled()
    assert [migration.version for migration in found] == list(range(1, len(found) + 1))
    assert found[0].name == "spans"


def test_every_bundled_statement_can_be_run_again(fresh: Engine, clock: ManualClock) -> None:
    migrate(fresh, clock=clock)
    before = tables(fresh)
    for migration in bundled():
        for statement in migration.statements:
            fresh.command(statement)
    assert tables(fresh) == before
    assert {"spans", "payloads", "writers", "rollup_hour"} <= set(before)
    assert migrate(fresh, clock=clock) == ()


def test_rows_of_a_store_of_before_stay_and_new_ones_join_them(
    fresh: Engine, clock: ManualClock
) -> None:
    migrate(fresh, clock=clock, migrations=[one for one in bundled() if one.version < 5])
    old = rows.spans([Line("w", 1, call(1)), Line("w", 2, call(2))], lambda _org: 90)
    fresh.insert("spans", old.drop_columns(list(ADDED)), "before")
    kept = ", ".join(name for name in old.column_names if name not in ADDED)
    ask = f"SELECT {kept} FROM spans ORDER BY started_at, span_id"
    before = fresh.query(ask).rows
    counted = fresh.query("SELECT sum(n) FROM rollup_hour").rows

    assert "workflow_columns" in migrate(fresh, clock=clock)
    assert len(before) == 4
    assert fresh.query(ask).rows == before
    assert fresh.query("SELECT sum(n) FROM rollup_hour").rows == counted == [(2,)]
    new = request(
        3,
        workflow_version=7,
        schema="card",
        schema_version=2,
        invalid_path="/a",
        limit="user requests 120/minute",
        offline_fallback=True,
        wait_us=400_000,
    )
    fresh.insert("spans", rows.spans([Line("w", 3, (new,))], lambda _org: 90), "after")
    added = fresh.query(f"SELECT DISTINCT {', '.join(ADDED)} FROM spans ORDER BY schema").rows
    assert added == [
        (0, "", 0, "", "", False, 0),
        (7, "card", 2, "/a", "user requests 120/minute", True, 400_000),
    ]
    assert fresh.query("SELECT sum(n) FROM rollup_hour").rows == [(3,)]
