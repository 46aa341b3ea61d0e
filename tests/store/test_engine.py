import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from tailrace.core.errors import BadInput, Busy, TailraceError, TookTooLong, TooLarge
from tailrace.store.engine import Engine, Limits
from tests.fakes.clickhouse import clickhouse_server

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)"


def numbers(start: int, count: int) -> pa.Table:
    return pa.table({"n": pa.array(range(start, start + count), pa.uint64())})


@pytest.fixture(scope="module")
def bins(engine: Engine) -> Engine:
    """A table and a view that adds it up: a small spans and rollup."""
    window = "SETTINGS non_replicated_deduplication_window = 100"
    engine.command(f"CREATE TABLE numbers_in (n UInt64) ENGINE = MergeTree ORDER BY n {window}")
    engine.command(
        "CREATE TABLE summed (k UInt8, total SimpleAggregateFunction(sum, UInt64)) "
        f"ENGINE = AggregatingMergeTree ORDER BY k {window}"
    )
    engine.command(
        "CREATE MATERIALIZED VIEW adder TO summed AS "
        "SELECT toUInt8(n % 2) AS k, sum(n) AS total FROM numbers_in GROUP BY k"
    )
    return engine


def test_values_come_back_typed(engine: Engine) -> None:
    answer = engine.query(
        "SELECT 1 AS n, 'x' AS s, toDecimal64('1.5', 10) AS d, NULL AS nothing, true AS yes, "
        "['a', 'b'] AS list, map('k', 'v') AS map"
    )
    assert answer.columns == ("n", "s", "d", "nothing", "yes", "list", "map")
    assert answer.rows == [(1, "x", Decimal("1.5"), None, True, ["a", "b"], {"k": "v"})]


def test_times_are_aware_utc_of_whatever_zone(engine: Engine) -> None:
    answer = engine.query(
        "SELECT toDateTime('2026-11-23 12:00:00', 'UTC'), timezone(), toDate('2026-11-23'), "
        "toDateTime64('2026-11-23 13:00:00.123456', 6, 'Europe/Berlin')"
    )
    first, zone, day, second = answer.rows[0]
    assert (first, first.tzinfo) == (NOON.replace(microsecond=0), UTC)
    assert (zone, day) == ("UTC", date(2026, 11, 23))
    assert second == NOON


@pytest.mark.parametrize(
    "text", ["", "a'b", 'a"b', "a\\'b", "tab\tline\nend", "nul\x00", "{x:String}", "%s", "Grüße 💧"]
)
def test_any_text_can_be_a_parameter(engine: Engine, text: str) -> None:
    answer = engine.query("SELECT {x:String}, {l:Array(String)}", {"x": text, "l": [text, "z"]})
    assert answer.rows == [(text, [text, "z"])]


def test_times_are_parameters_to_the_microsecond_in_any_zone(engine: Engine) -> None:
    berlin = NOON.astimezone(ZoneInfo("Europe/Berlin"))
    answer = engine.query(
        "SELECT {t:DateTime64(6, 'UTC')}, {l:Array(DateTime64(6, 'UTC'))}",
        {"t": berlin, "l": (berlin,)},
    )
    assert answer.rows == [(NOON, [NOON])]


def test_a_time_without_a_zone_is_no_parameter(engine: Engine) -> None:
    with pytest.raises(BadInput):
        engine.query("SELECT {t:DateTime64(6)}", {"t": NOON.replace(tzinfo=None)})


def test_a_query_stops_at_its_time_limit(engine: Engine) -> None:
    began = time.monotonic()
    with pytest.raises(TookTooLong):
        engine.query(ENDLESS, limits=Limits(seconds=0.3))
    assert time.monotonic() - began < 10


def test_a_query_stops_at_its_memory_limit(engine: Engine) -> None:
    with pytest.raises(TookTooLong):
        engine.query(
            "SELECT groupArray(number) FROM numbers(100000000)",
            limits=Limits(memory_bytes=10 << 20),
        )


def test_an_answer_with_too_many_rows_is_refused(engine: Engine) -> None:
    with pytest.raises(TooLarge):
        engine.query("SELECT number FROM numbers(11)", limits=Limits(rows=10))
    assert len(engine.query("SELECT number FROM numbers(10)", limits=Limits(rows=10)).rows) == 10


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO numbers_in VALUES (1)",
        "CREATE TABLE more (n UInt8) ENGINE = Memory",
        "DROP TABLE numbers_in",
        "ALTER TABLE numbers_in DELETE WHERE 1",
    ],
)
def test_a_query_cannot_change_anything(bins: Engine, sql: str) -> None:
    with pytest.raises(TailraceError):
        bins.query(sql)
    with pytest.raises(TailraceError):
        list(bins.stream(sql))
    assert bins.query("SELECT count() FROM numbers_in WHERE n = 1").rows == [(0,)]


def test_the_same_token_stores_once_in_the_table_and_in_its_view(bins: Engine) -> None:
    for _ in range(3):
        bins.insert("numbers_in", numbers(100, 50), "once")
    assert bins.query("SELECT count(), sum(n) FROM numbers_in WHERE n >= 100").rows == [(50, 6225)]
    assert bins.query("SELECT sum(total) FROM summed").rows == [(6225,)]
    bins.insert("numbers_in", numbers(200, 1), "twice")
    assert bins.query("SELECT sum(total) FROM summed").rows == [(6425,)]


def test_a_refused_insert_leaves_nothing_and_says_nothing_of_the_rows(
    bins: Engine, tmp_path: Path
) -> None:
    rows = pa.table({"n": ["hunter2"]})
    with pytest.raises(TailraceError) as caught:
        bins.insert("numbers_in", rows, "bad")
    assert "hunter2" not in repr(caught.value)
    assert caught.value.__cause__ is None
    inbox = bins._inbox
    assert inbox is not None
    assert not inbox.exists()


def test_an_answer_can_be_streamed_in_pieces(engine: Engine) -> None:
    pieces = engine.stream(
        "SELECT number FROM numbers({n:UInt64})", {"n": 200_000}, form="JSONEachRow"
    )
    first = next(pieces)
    body = first + b"".join(pieces)
    assert len(first) < len(body)
    assert body.count(b"\n") == 200_000


def test_a_stream_that_is_left_gives_its_reader_back(engine: Engine) -> None:
    for _ in range(12):
        pieces = engine.stream("SELECT number FROM numbers(1000000)")
        assert next(pieces)
        pieces.close()  # type: ignore[attr-defined]
    assert engine.query("SELECT 1").rows == [(1,)]


def test_parquet_comes_whole(engine: Engine) -> None:
    body = b"".join(engine.stream("SELECT number AS n FROM numbers(10)", form="Parquet"))
    assert body[:4] == body[-4:] == b"PAR1"


def test_readers_run_beside_each_other_and_beside_the_writer(bins: Engine) -> None:
    slow = threading.Thread(target=lambda: bins.query("SELECT sleep(1)"))
    slow.start()
    began = time.monotonic()
    bins.query("SELECT 1")
    bins.insert("numbers_in", numbers(10_000, 10), "beside")
    assert time.monotonic() - began < 0.9
    slow.join()


def test_when_all_readers_stay_in_use_the_next_one_is_told(engine: Engine) -> None:
    held = [engine.stream("SELECT number FROM numbers(1000000)") for _ in range(4)]
    for stream in held:
        next(stream)
    with pytest.raises(Busy):
        engine.query("SELECT 1", limits=Limits(seconds=0.05))
    for stream in held:
        stream.close()  # type: ignore[attr-defined]


def test_another_process_is_told_that_the_folder_is_in_use(engine: Engine) -> None:
    inbox = engine._inbox
    assert inbox is not None
    script = (
        "from tailrace.core.errors import Busy\n"
        "from tailrace.store.engine import Engine\n"
        f"try: Engine.open('chdb://{inbox.parent}')\n"
        "except Busy as error: print(error.message)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ran.stdout.strip() == "Another process has the store's folder open."


def test_a_second_folder_in_one_process_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Busy, match="This process has another store open"):
        Engine.open(f"chdb://{tmp_path}/other")
    assert engine.query("SELECT 1").rows == [(1,)]


def test_a_server_that_does_not_answer_is_busy() -> None:
    with pytest.raises(Busy):
        Engine.open("clickhouse://127.0.0.1:1/db")


@pytest.fixture
def served(engine: Engine) -> Iterator[Engine]:
    """The same folder, opened a second time through a server's HTTP door."""
    inbox = engine._inbox
    assert inbox is not None
    with clickhouse_server(inbox.parent) as address:
        opened = Engine.open(f"clickhouse://me:secret@{address}/served")
        yield opened
        opened.close()


def test_a_server_answers_the_same(served: Engine) -> None:
    answer = served.query(
        "SELECT {x:String}, {t:DateTime64(6, 'UTC')}, currentDatabase(), timezone()",
        {"x": "a'b\t\\", "t": NOON},
    )
    assert answer.rows == [("a'b\t\\", NOON, "served", "UTC")]
    assert b"".join(served.stream("SELECT 1 AS n")) == b'{"n":1}\n'
    with pytest.raises(TookTooLong):
        served.query(ENDLESS, limits=Limits(seconds=0.3))
    with pytest.raises(TailraceError):
        served.query("CREATE TABLE more (n UInt8) ENGINE = Memory")


def test_a_server_stores_a_token_once(served: Engine) -> None:
    served.command(
        "CREATE TABLE n (n UInt64) ENGINE = MergeTree ORDER BY n "
        "SETTINGS non_replicated_deduplication_window = 100"
    )
    for _ in range(2):
        served.insert("n", numbers(1, 5), "token")
    assert served.query("SELECT count() FROM n").rows == [(5,)]


def test_a_closed_store_says_so(tmp_path: Path, engine: Engine) -> None:
    inbox = engine._inbox
    assert inbox is not None
    second = Engine.open(f"chdb://{inbox.parent}")
    second.close()
    with pytest.raises(Busy, match="The store is closed"):
        second.query("SELECT 1")
    with pytest.raises(Busy, match="The store is closed"):
        second.command("SELECT 1")


def test_a_machine_in_another_zone_reads_the_same_times(tmp_path: Path) -> None:
    """The engine takes its zone from the process when it starts, so this needs a new one."""
    script = (
        "from tailrace.store.engine import Engine\n"
        f"engine = Engine.open('chdb://{tmp_path}/db')\n"
        'sql = "SELECT toDateTime(1795435200) AS t, t, toDate({t:DateTime})"\n'
        "print(engine.query(sql, {'t': '2026-11-23 00:30:00'}).rows)\n"
        "engine.close()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "TZ": "America/New_York"},
        check=True,
    )
    noon = "datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.timezone.utc)"
    assert ran.stdout.strip() == f"[({noon}, {noon}, datetime.date(2026, 11, 23))]"
