import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.gateway.routing.backoff import retry_after_us, wait_us
from tests.gateway.routing.targets import always

LIST_MS = (400, 800, 1600)
NOW_US = 1_700_000_000_000_000  # 2023-11-14 22:13:20 UTC


@pytest.mark.parametrize(
    ("attempt", "middle_ms"), [(2, 400), (3, 800), (4, 1600), (5, 1600), (20, 1600)]
)
def test_the_last_wait_repeats(attempt: int, middle_ms: int) -> None:
    assert wait_us(attempt, LIST_MS, always(0.5)) == middle_ms * 1000


def test_waits_are_spread_by_a_fifth_either_way() -> None:
    assert wait_us(2, LIST_MS, always(0.0)) == 320_000
    assert wait_us(2, LIST_MS, always(0.999999)) == pytest.approx(480_000, abs=1)


def test_an_empty_list_means_no_wait() -> None:
    assert wait_us(2, (), always(0.5)) == 0


def test_a_longer_retry_after_counts() -> None:
    assert wait_us(2, LIST_MS, always(0.5), retry_after_us=2_000_000) == 2_000_000
    assert wait_us(2, LIST_MS, always(0.5), retry_after_us=1_000) == 400_000


def test_a_provider_that_wants_more_than_a_minute_is_not_waited_for() -> None:
    assert wait_us(2, LIST_MS, always(0.5), retry_after_us=60_000_000) == 60_000_000
    assert wait_us(2, LIST_MS, always(0.5), retry_after_us=60_000_001) is None


def test_a_wait_never_reaches_the_deadline() -> None:
    assert wait_us(2, LIST_MS, always(0.5), left_us=400_001) == 400_000
    assert wait_us(2, LIST_MS, always(0.5), left_us=400_000) is None
    assert wait_us(2, (), always(0.5), left_us=-1) is None


@given(
    attempt=st.integers(2, 30),
    backoff_ms=st.lists(st.integers(0, 60_000), min_size=1, max_size=20),
    drawn=st.floats(0, 1, exclude_max=True),
    asked_us=st.none() | st.integers(0, 100_000_000),
    left_us=st.none() | st.integers(-1_000, 100_000_000),
)
def test_every_wait_is_within_its_bounds(
    attempt: int, backoff_ms: list[int], drawn: float, asked_us: int | None, left_us: int | None
) -> None:
    wait = wait_us(attempt, backoff_ms, always(drawn), retry_after_us=asked_us, left_us=left_us)
    usual_us = backoff_ms[min(attempt - 2, len(backoff_ms) - 1)] * 1000
    most = max(1.2 * usual_us, asked_us or 0)
    if wait is None:
        assert (asked_us or 0) > 60_000_000 or (left_us is not None and left_us <= most + 1)
        return
    assert max(0.8 * usual_us, asked_us or 0) - 1 <= wait <= most + 1
    assert left_us is None or wait < left_us


@pytest.mark.parametrize(
    ("headers", "pause_us"),
    [
        ([], None),
        ([(b"Content-Type", b"application/json")], None),
        ([(b"Retry-After", b"20")], 20_000_000),
        ([(b"retry-after", b" 1.5 ")], 1_500_000),
        ([(b"retry-after", b"0")], 0),
        ([(b"retry-after", b"-3")], None),
        ([(b"retry-after", b"soon")], None),
        ([(b"retry-after", b"")], None),
        ([(b"retry-after", b"\xff\xfe")], None),
        ([(b"retry-after", b"9" * 400)], None),
        ([(b"retry-after", b"1"), (b"retry-after-ms", b"250")], 250_000),
        ([(b"retry-after", b"1"), (b"retry-after-ms", b"x")], 1_000_000),
        ([(b"retry-after", b"Tue, 14 Nov 2023 22:13:50 GMT")], 30_000_000),
        ([(b"retry-after", b"Tue, 14 Nov 2023 22:13:00 GMT")], 0),
        ([(b"retry-after", b"Tue, 14 Nov 2023 22:13:50 -0000")], None),
        ([(b"retry-after", b"Tue, 99 Nov 2023 22:13:50 GMT")], None),
    ],
)
def test_a_pause_is_read_from_the_headers(
    headers: list[tuple[bytes, bytes]], pause_us: int | None
) -> None:
    assert retry_after_us(headers, NOW_US) == pause_us


@given(st.text(max_size=40))
def test_any_header_can_be_read(text: str) -> None:
    pause_us = retry_after_us([(b"retry-after", text.encode())], NOW_US)
    assert pause_us is None or pause_us >= 0
