"""Windows are half open, bounded, and refuse what cannot be read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tailrace.core.errors import BadInput
from tailrace.core.window import between, last, moment, zone

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("15m", timedelta(minutes=15)),
        ("24h", timedelta(hours=24)),
        ("30d", timedelta(days=30)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_last_ends_now(text: str, length: timedelta) -> None:
    window = last(text, NOW, BERLIN)
    assert (window.end, window.length, window.tz) == (NOW, length, BERLIN)


@pytest.mark.parametrize("text", ["", "15", "m", "0h", "-1h", "1.5h", "1y", "24 h", "99999w"])
def test_other_lengths_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        last(text, NOW, BERLIN)


def test_between_reads_any_zone() -> None:
    window = between("2026-10-01T00:00:00+02:00", "2026-10-02T00:00:00Z", NOW, BERLIN)
    assert window.start == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert between("2026-10-01T00:00:00Z", None, NOW, BERLIN).end == NOW


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("2026-10-02T00:00:00Z", "2026-10-01T00:00:00Z", "empty"),
        ("2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "empty"),
        ("2020-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "longer"),
        ("yesterday", None, "from='yesterday'"),
        ("2026-10-01T00:00:00", None, "no time zone"),
        ("0001-01-01T00:00:00+14:00", None, "not a time"),
        ("1969-10-01T00:00:00Z", "1970-10-01T00:00:00Z", "1971 to 2099"),
        ("2120-10-01T00:00:00Z", "2121-10-01T00:00:00Z", "1971 to 2099"),
    ],
)
def test_bad_windows_say_why(start: str, end: str | None, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        between(start, end, NOW, BERLIN)


def test_moment_names_its_parameter() -> None:
    with pytest.raises(BadInput, match="to='x'"):
        moment("x", "to")


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", "../etc/passwd", "Europe/Berlin\x00", "localtime"]
)
def test_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="time zone"):
        zone(name)
