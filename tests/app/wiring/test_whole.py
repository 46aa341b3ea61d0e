"""Everything is built once, on real databases, and a mistake is one sentence."""

import stat

import pytest

from tailrace.app.wiring.whole import Services, build
from tailrace.core.clock import SystemClock
from tailrace.core.errors import BadInput, Busy
from tailrace.settings import Settings


def test_a_fresh_folder_becomes_ready(services: Services, settings: Settings) -> None:
    services.check_ready()
    assert {job.name for job in services.jobs} == {
        "tend-spool",
        "drain",
        "directory",
        "keys-used",
        "limits",
        "report",
        "reports",
    }
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700


def test_a_folder_in_use_is_said_in_a_sentence(services: Services, settings: Settings) -> None:
    other = settings.model_copy(update={"store_dsn": "clickhouse://nobody@127.0.0.1:1/x"})
    with pytest.raises(Busy, match=r"store|reach"):
        build(other, SystemClock(), "http://127.0.0.1:8080")


def test_a_bad_address_is_said_in_a_sentence(settings: Settings) -> None:
    bad = settings.model_copy(update={"store_dsn": "mysql://x"})
    with pytest.raises(BadInput):
        build(bad, SystemClock(), "http://127.0.0.1:8080")
