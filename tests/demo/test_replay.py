import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from tailrace.capture.build import build
from tailrace.capture.exchange import Exchange
from tailrace.capture.price import Prices
from tailrace.core.clock import SystemClock
from tailrace.core.errors import Busy
from tailrace.core.record import Record
from tailrace.demo import workload
from tailrace.demo.past import Place
from tailrace.demo.replay import Progress, Replay
from tailrace.demo.workload import Call
from tailrace.spool.spool import Spool

NOW_US = 1_793_534_400_000_000
DAY_US = 86_400_000_000
URL = "http://127.0.0.1:8080/demo/providers"
PROMPT_TOKENS = 22_361_870 + 18_059_974
COMPLETION_TOKENS = 4_088_665 + 245_896

Builder = Callable[[Exchange], Sequence[Record]]


class Kept:
    """An end of the way: keeps each line that it is given."""

    def __init__(self) -> None:
        self.lines: list[Sequence[Record]] = []

    def append(self, records: Sequence[Record]) -> None:
        self.lines.append(records)

    @property
    def requests(self) -> list[Record]:
        return [record for line in self.lines for record in line if record.kind == "request"]


@pytest.fixture(scope="module")
def builder() -> Builder:
    prices = Prices()
    return lambda exchange: build(exchange, prices)


@pytest.fixture(scope="module")
def whole(builder: Builder) -> Kept:
    """The whole replay, once."""
    places = {
        name: Place(org_id=1, project_id=number, key_id=number)
        for number, name in enumerate(("shop", "support", "code-assistant"), start=1)
    }
    kept = Kept()
    replay = Replay(places, build=builder, append=kept.append, body_limit=1 << 18)
    assert replay.run(NOW_US, URL) == len(kept.lines)
    return kept


def test_every_recorded_request_is_there_with_its_tokens(whole: Kept) -> None:
    counted = [request for request in whole.requests if request.usage is not None]
    assert len(counted) == 28_185
    usages = [request.usage for request in counted if request.usage is not None]
    assert sum(usage.prompt_tokens or 0 for usage in usages) == PROMPT_TOKENS
    assert sum(usage.completion_tokens or 0 for usage in usages) == COMPLETION_TOKENS


def test_the_newest_come_first_and_none_is_older_than_30_days(whole: Kept) -> None:
    started = [request.started_us for request in whole.requests]
    assert started == sorted(started, reverse=True)
    assert started[-1] > NOW_US - 30 * DAY_US
    assert started[0] < NOW_US


def test_all_had_ended_by_now(whole: Kept) -> None:
    assert max(record.started_us + record.duration_us for record in whole.requests) < NOW_US


def test_every_day_has_calls(whole: Kept) -> None:
    days = Counter((NOW_US - request.started_us) // DAY_US for request in whole.requests)
    assert sorted(days) == list(range(30))
    assert min(days.values()) > 100


def test_each_way_of_ending_is_seen(whole: Kept) -> None:
    statuses = Counter(request.status for request in whole.requests)
    assert statuses["success"] > 28_000
    assert all(statuses[each] > 30 for each in ("error", "throttled", "cancelled"))
    classes = {request.error_class for request in whole.requests if request.status == "error"}
    assert classes == {"client_error", "server_error", "rate_limited", "timeout", "network"}


def test_cost_is_known_but_for_the_model_that_acme_runs_itself(whole: Kept) -> None:
    unpriced = [r for r in whole.requests if r.usage is not None and r.cost_usd is None]
    assert {request.model for request in unpriced} == {"acme-support-8b"}
    assert 10 < sum(request.cost_usd or 0 for request in whole.requests) < 500


def test_each_line_is_one_request_and_its_attempts(whole: Kept) -> None:
    for line in whole.lines[::100]:
        (request,) = (record for record in line if record.kind == "request")
        attempts = [record for record in line if record.kind == "attempt"]
        assert request.attempts == len(attempts)
        assert [attempt.position for attempt in attempts] == list(range(1, len(attempts) + 1))
        assert all(attempt.parent_span_id == request.span_id for attempt in attempts)


def test_texts_and_previews_are_there_and_vary(whole: Kept) -> None:
    assert all(request.input_preview for request in whole.requests)
    assert len({request.input_preview for request in whole.requests[:2000]}) > 800


def some_calls() -> list[Call]:
    return workload.load()[:400]


def replaying(
    places: dict[str, Place], builder: Builder, append: Callable[[Sequence[Record]], None]
) -> Replay:
    """A replay of the first 400 recorded requests."""
    return Replay(places, build=builder, append=append, body_limit=1 << 18, load=some_calls)


def test_the_same_start_gives_the_same_records(places: dict[str, Place], builder: Builder) -> None:
    one, two = Kept(), Kept()
    for kept in (one, two):
        replaying(places, builder, kept.append).run(NOW_US, URL)
    assert len(one.lines) > 400
    assert msgspec.json.encode(one.lines) == msgspec.json.encode(two.lines)


def test_a_stopped_replay_returns_and_keeps_what_it_appended(
    places: dict[str, Place], builder: Builder
) -> None:
    kept = Kept()

    def append(records: Sequence[Record]) -> None:
        kept.append(records)
        if len(kept.lines) == 120:
            replay.stop()

    replay = replaying(places, builder, append)
    assert (replay.run(NOW_US, URL), len(kept.lines)) == (120, 120)
    assert not replay.progress.seen.finished


def test_a_full_spool_is_waited_for(places: dict[str, Place], builder: Builder) -> None:
    refusals = iter([True, True])
    kept = Kept()

    def append(records: Sequence[Record]) -> None:
        if next(refusals, False):
            raise Busy("The spool is full.")
        kept.append(records)

    done = replaying(places, builder, append).run(NOW_US, URL)
    assert len({request.span_id for request in kept.requests}) == len(kept.lines) == done


def test_a_replay_that_waits_can_be_stopped(places: dict[str, Place], builder: Builder) -> None:
    waits = threading.Event()

    def append(_: Sequence[Record]) -> None:
        waits.set()
        raise Busy("The spool is full.")

    replay = replaying(places, builder, append)
    thread = threading.Thread(target=replay.run, args=(NOW_US, URL))
    thread.start()
    assert waits.wait(30)
    replay.stop()
    thread.join(30)
    assert not thread.is_alive()


def test_progress_is_told_from_the_first_to_the_last(
    places: dict[str, Place], builder: Builder
) -> None:
    seen = []
    replay = replaying(places, builder, lambda _: seen.append(replay.progress.seen))
    assert (replay.progress.seen.done, replay.progress.seen.total) == (0, 0)
    done = replay.run(NOW_US, URL)
    assert [each.done for each in seen[:101:50]] == [0, 50, 100]
    assert {each.total for each in seen} == {done}
    assert replay.progress.seen.finished


def test_progress_is_finished_at_its_end_only() -> None:
    progress = Progress("Reading")
    told = [progress.seen]
    for done in (3, 4):
        progress.tell(done, 4)
        told.append(progress.seen)
    assert [each.finished for each in told] == [False, False, True]
    assert {each.label for each in told} == {"Reading"}


@pytest.mark.slow
def test_the_whole_past_reaches_the_spool_in_seconds_of_cpu(
    places: dict[str, Place], builder: Builder, tmp_path: Path
) -> None:
    spool = Spool(tmp_path, clock=SystemClock(), max_bytes=1 << 30, segment_bytes=64 << 20)
    replay = Replay(places, build=builder, append=spool.append, body_limit=1 << 18)
    before = time.thread_time()
    done = replay.run(NOW_US, URL)
    took_s = time.thread_time() - before
    assert spool.status().captured == done
    spool.close()
    assert took_s < 20  # about 4 when nothing else runs
