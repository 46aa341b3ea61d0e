"""The pipeline's numbers follow a record from the spool into the store."""

from tailrace.api.services import Loading
from tailrace.app.wiring.front import tend
from tailrace.app.wiring.whole import Services
from tailrace.core.record import Record


def test_numbers_follow_a_record_on_its_way(services: Services, record: Record) -> None:
    pipeline = services.pipeline
    pipeline.drain()
    assert (pipeline.status(lambda: None).captured, pipeline.status(lambda: None).stored) == (0, 0)

    services.spool.append([record])
    waiting = pipeline.status(lambda: None)
    assert (waiting.captured, waiting.stored, waiting.missing) == (1, 0, 1)
    assert waiting.lag_seconds >= 0
    assert waiting.spool_bytes > 0

    tend(services.spool)
    assert pipeline.drain() == 1
    done = pipeline.status(lambda: None)
    assert (done.captured, done.stored, done.missing) == (1, 1, 0)
    assert (done.lag_seconds, done.spool_bytes, done.dropped, done.gaps) == (0, 0, 0, 0)
    assert done.newest_at is not None


def test_a_load_in_progress_is_told(services: Services) -> None:
    loading = Loading("Replaying", 3, 10)
    assert services.pipeline.status(lambda: loading).loading == loading


def test_finish_leaves_nothing_behind(services: Services, record: Record) -> None:
    services.spool.append([record])
    services.pipeline.finish()
    assert services.pipeline.status(lambda: None).missing == 0
    assert services.engine.query("SELECT count() FROM spans").rows == [(1,)]
