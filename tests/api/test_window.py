"""Which stretch of time a call asks about."""

from datetime import UTC, datetime, timedelta

import pytest

from tailrace.api.schemas.asking import InWindow
from tailrace.api.window import read_window
from tailrace.core.errors import BadInput
from tests.conftest import ManualClock

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def ask(**params: str) -> InWindow:
    return InWindow.model_validate({name.rstrip("_"): value for name, value in params.items()})


def test_without_any_time_the_usual_length_counts_back_from_now(clock: ManualClock) -> None:
    window = read_window(ask(), clock, "Europe/Berlin")
    assert (window.end, window.length) == (NOW, timedelta(hours=24))
    assert read_window(ask(), clock, "UTC", "30d").length == timedelta(days=30)


def test_the_organisation_s_zone_counts_unless_one_is_named(clock: ManualClock) -> None:
    assert read_window(ask(), clock, "Europe/Berlin").tz.key == "Europe/Berlin"
    assert read_window(ask(tz="Asia/Tokyo"), clock, "Europe/Berlin").tz.key == "Asia/Tokyo"


def test_from_without_to_ends_now(clock: ManualClock) -> None:
    window = read_window(ask(from_="2026-10-30T00:00:00+01:00"), clock, "UTC")
    assert (window.start, window.end) == (datetime(2026, 10, 29, 23, tzinfo=UTC), NOW)


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"last": "1h", "from_": "2026-10-30T00:00:00Z"}, "last stands beside"),
        ({"last": "1h", "to": "2026-10-30T00:00:00Z"}, "last stands beside"),
        ({"to": "2026-10-30T00:00:00Z"}, "to stands without from"),
        ({"last": ""}, "not a length of time"),
        ({"tz": ""}, "not a time zone"),
        ({"from_": ""}, "from=''"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    params: dict[str, str], says: str, clock: ManualClock
) -> None:
    with pytest.raises(BadInput, match=says):
        read_window(ask(**params), clock, "UTC")
