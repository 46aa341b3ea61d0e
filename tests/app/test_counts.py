"""Budgets outlive the process that counted them."""

import asyncio
import logging
from typing import Any

import pytest

from tailrace.app.counts import Counts
from tailrace.core.errors import BadInput
from tailrace.limits.rule import Rule
from tailrace.settings import Settings

FILE = "0.limits"
BUDGET = Rule(1, "budget", "p:1", "micro_usd", 1_000_000, "month")
NOW_US = 1_795_000_000_000_000


def _counts(settings: Settings) -> Counts:
    return Counts(settings, settings.data_dir / FILE)


async def spend(counts: Counts, micro_usd: int) -> Any:
    return await counts.limiter.reserve([BUDGET], {"micro_usd": micro_usd}, NOW_US)


@pytest.fixture
def folder(settings: Settings) -> Settings:
    settings.data_dir.mkdir(parents=True)
    return settings


async def test_what_was_spent_outlives_the_process(folder: Settings) -> None:
    first = _counts(folder)
    first.open()
    assert (await spend(first, 900_000)).allowed
    await asyncio.to_thread(first.save)
    assert not (await spend(_counts(folder), 200_000)).allowed


async def test_what_is_being_written_meets_nothing_else_of_the_slot(folder: Settings) -> None:
    """The slot's report is written by another thread at the same time."""
    others = [folder.data_dir / name for name in ("0.new", "0.json", "0.json.new")]
    for path in others:
        path.write_bytes(b"theirs")
    counts = _counts(folder)
    counts.open()
    await spend(counts, 900_000)
    await asyncio.to_thread(counts.save)
    assert [path.read_bytes() for path in others] == [b"theirs"] * 3


async def test_the_last_of_it_is_written_at_the_end(folder: Settings) -> None:
    first = _counts(folder)
    first.open()
    await spend(first, 900_000)
    await first.close()
    assert not (await spend(_counts(folder), 200_000)).allowed


async def test_nothing_is_written_when_nothing_changed(folder: Settings) -> None:
    counts = _counts(folder)
    counts.save()
    counts.open()
    await asyncio.to_thread(counts.save)
    assert not (folder.data_dir / FILE).exists()


def test_a_file_that_cannot_be_read_is_said_and_not_used(
    folder: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (folder.data_dir / FILE).write_bytes(b"\xff\xff")
    with caplog.at_level(logging.WARNING):
        _counts(folder)
    assert "cannot be read" in caplog.text


async def test_redis_is_used_when_it_is_named(folder: Settings) -> None:
    counts = _counts(folder.model_copy(update={"redis_dsn": "redis://127.0.0.1:1/0"}))
    assert type(counts.limiter).__name__ == "RedisLimiter"
    await counts.close()


def test_an_address_that_is_none_is_said_in_a_sentence(folder: Settings) -> None:
    with pytest.raises(BadInput, match="TAILRACE_REDIS_DSN"):
        _counts(folder.model_copy(update={"redis_dsn": "mysql://x"}))
