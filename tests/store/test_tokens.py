from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tailrace.store import engine as engine_module
from tailrace.store.engine import Engine
from tailrace.store.tokens import forget_unfinished

ROWS = pa.table({"n": pa.array(range(10), pa.uint64())})
TABLE = (
    "CREATE TABLE IF NOT EXISTS t (n UInt64) ENGINE = MergeTree ORDER BY n "
    "SETTINGS non_replicated_deduplication_window = 100"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "db"


@pytest.fixture
def opened(folder: Path) -> Iterator[Callable[[], Engine]]:
    """Return an opener; the last store it opened is closed at the end."""
    made: list[Engine] = []

    def make() -> Engine:
        made.append(Engine.open(f"chdb://{folder}", readers=1))
        made[-1].command(TABLE)
        return made[-1]

    yield make
    made[-1].close()


def cut_short(folder: Path) -> None:
    """Undo the last step of the last insert, as a kill before it would."""
    (part,) = [path for path in folder.glob("store/*/*/all_*") if path.name.startswith("all_2_2_")]
    part.rename(part.with_name(f"tmp_insert_{part.name}"))


def count(engine: Engine) -> int:
    rows = engine.query("SELECT count() FROM t").rows
    return int(rows[0][0])


def store_two_and_kill(opened: Callable[[], Engine], folder: Path) -> None:
    engine = opened()
    engine.insert("t", ROWS, "one")
    engine.insert("t", ROWS, "two")
    assert count(engine) == 20
    engine.close()
    cut_short(folder)


def test_a_batch_that_a_kill_cut_short_is_stored_when_it_comes_again(
    opened: Callable[[], Engine], folder: Path
) -> None:
    store_two_and_kill(opened, folder)
    engine = opened()
    assert count(engine) == 10
    engine.insert("t", ROWS, "two")
    assert count(engine) == 20
    for token in ("one", "two"):
        engine.insert("t", ROWS, token)
    assert count(engine) == 20


def test_without_the_repair_the_batch_would_be_lost(
    opened: Callable[[], Engine], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_two_and_kill(opened, folder)
    monkeypatch.setattr(engine_module, "forget_unfinished", lambda _folder: 0)
    engine = opened()
    engine.insert("t", ROWS, "two")
    assert count(engine) == 10, "chDB does it itself now: the repair can go"


def test_a_whole_folder_is_left_as_it_is(opened: Callable[[], Engine], folder: Path) -> None:
    engine = opened()
    for token in ("one", "two", "three"):
        engine.insert("t", ROWS, token)
    engine.command("OPTIMIZE TABLE t FINAL")
    engine.close()
    assert forget_unfinished(folder) == 0
    again = opened()
    for token in ("one", "two", "three"):
        again.insert("t", ROWS, token)
    assert count(again) == 30


def test_only_the_unfinished_insert_is_forgotten_and_once(
    opened: Callable[[], Engine], folder: Path
) -> None:
    store_two_and_kill(opened, folder)
    assert forget_unfinished(folder) == 1
    assert forget_unfinished(folder) == 0


def test_a_part_is_there_when_it_was_merged_into_another(folder: Path) -> None:
    table = folder / "store" / "abc" / "uuid"
    logs = table / "deduplication_logs"
    logs.mkdir(parents=True)
    (table / "p-1_1_9_2").mkdir()
    (table / "tmp_merge_p-1_1_20_3").mkdir()
    log = logs / "deduplication_log_10.txt"
    (logs / "deduplication_log_9.txt").write_text("1\tp-1_50_50_0\told\n")
    log.write_text("1\tp-1_4_4_0\tx\n1\tp-1_9_9_0\ty\n")
    assert forget_unfinished(folder) == 0
    log.write_text("1\tp-1_4_4_0\tx\n1\tp-1_10_10_0\ty\n")
    assert forget_unfinished(folder) == 1
    assert log.read_text() == "1\tp-1_4_4_0\tx\n"
    log.write_text("1\tp-2_4_4_0\tx\n")
    assert forget_unfinished(folder) == 1
    for other in ("2\tp-3_4_4_0\tx\n", "1\tno part\tx\n", "something else\n", "1\tp-3_4_4_0"):
        log.write_text(other)
        assert forget_unfinished(folder) == 0
        assert log.read_text() == other


def test_a_folder_that_does_not_exist_yet_has_nothing_to_forget(folder: Path) -> None:
    assert forget_unfinished(folder) == 0
