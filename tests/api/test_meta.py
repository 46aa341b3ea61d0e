"""What an answer says that it rests on."""

from dataclasses import replace

from tailrace.api.meta import describe
from tailrace.core.clock import from_us
from tailrace.core.window import last, zone
from tests.api.conftest import STATUS


def test_the_window_is_resolved_and_in_utc() -> None:
    window = last("1h", from_us(1_793_534_400_000_000), zone("Europe/Berlin"))
    said = describe(STATUS, window, truncated=True).model_dump(mode="json", by_alias=True)
    assert said == {
        "window": {
            "from": "2026-11-01T11:00:00Z",
            "to": "2026-11-01T12:00:00Z",
            "tz": "Europe/Berlin",
        },
        "as_of": "2026-11-01T11:59:59Z",
        "missing": 2,
        "truncated": True,
    }


def test_an_empty_store_has_no_newest_record() -> None:
    said = describe(replace(STATUS, newest_at=None))
    assert (said.window, said.as_of, said.truncated) == (None, None, False)
