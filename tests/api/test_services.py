"""What the API is given."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tailrace.api.services import ApiServices


def test_now_is_the_clock_s_time_in_utc(services: ApiServices) -> None:
    assert services.now() == datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "https"), [("https://a.example", True), ("http://https.example", False), ("", False)]
)
def test_the_public_address_says_whether_cookies_are_secure(
    services: ApiServices, url: str, https: bool
) -> None:
    assert replace(services, public_url=url).is_https is https
