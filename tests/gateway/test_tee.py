import logging
from collections.abc import Sequence

import pytest

from tailrace.capture.price import Prices
from tailrace.core.errors import BadInput, Busy, NotFound, TailraceError
from tailrace.core.record import Record
from tailrace.gateway.call import Ask, Attempt, Call, Outcome
from tailrace.gateway.context import Context
from tailrace.gateway.routing.plan import Course, direct
from tailrace.gateway.tee import StreamTee, Tee
from tests.conftest import ManualClock
from tests.fakes.calls import TARGET, attempt, call
from tests.fakes.provider import DONE, chunk, usage_chunk
from tests.fakes.site import ALICE, SHOP, TEST, directory

SUCCESS = Outcome("success", 200)
BODY = b'{"model": "openai/gpt-4o", "messages": []}'
ANSWER = b'{"model": "gpt-4o-2024-08-06", "usage": {"prompt_tokens": 3, "completion_tokens": 1}}'


class Book:
    """What was appended."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.lines: list[tuple[Record, ...]] = []
        self._refusal = refusal

    def append(self, records: Sequence[Record]) -> None:
        if self._refusal is not None:
            raise self._refusal
        self.lines.append(tuple(records))


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def tee(book: Book, prices: Prices, clock: ManualClock) -> Tee:
    return Tee(book.append, prices, clock, body_limit=1 << 16)


def answered(secret: str = ALICE) -> Call:
    one = call()
    picture = directory({"openai": "http://127.0.0.1/v1"}, {})
    one.grant = picture.find_key(secret)
    one.project = picture.projects[SHOP]
    one.body, one.ask = BODY, Ask(body=BODY, model="openai/gpt-4o")
    one.course = Course(direct(TARGET))
    made = attempt()
    made.http_status, made.answer, made.complete = 200, ANSWER, True
    one.attempts.append(made)
    return one


def test_a_call_becomes_a_line_of_its_attempts_and_itself(tee: Tee, book: Book) -> None:
    records = tee.record(answered(), SUCCESS)
    assert book.lines == [records]
    assert [record.kind for record in records] == ["attempt", "request"]
    request = records[-1]
    assert (request.status, request.requested_model) == ("success", "gpt-4o")
    assert request.cost_usd is not None
    assert request.input == BODY.decode()


def test_a_call_is_recorded_once(tee: Tee, book: Book) -> None:
    one = answered()
    tee.record(one, SUCCESS)
    assert tee.record(one, Outcome("error", 500)) == ()
    assert len(book.lines) == 1


def test_nobodys_call_is_not_recorded(tee: Tee, book: Book) -> None:
    assert tee.record(call(), Outcome("error", 401)) == ()
    assert book.lines == []


def test_a_full_spool_does_not_lose_what_the_answer_needs(
    prices: Prices, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    tee = Tee(Book(Busy("The spool is full.")).append, prices, clock, body_limit=1 << 16)
    with caplog.at_level(logging.INFO):
        records = tee.record(answered(), SUCCESS)
    assert records[-1].cost_usd is not None
    assert caplog.text == ""


def test_a_failing_capture_is_logged_without_payload_and_nothing_is_raised(
    prices: Prices, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    tee = Tee(Book(BadInput("tr_live_secret")).append, prices, clock, body_limit=1 << 16)
    assert tee.record(answered(), SUCCESS) == ()
    assert "BadInput, payload withheld" in caplog.text
    assert "tr_live_secret" not in caplog.text


@pytest.mark.parametrize(
    ("error", "error_class"),
    [
        (NotFound("No such model.", code="model_not_found"), "client_error"),
        (TailraceError("The gateway failed."), "server_error"),
    ],
)
def test_our_own_refusal_is_the_rows_error(
    tee: Tee, error: TailraceError, error_class: str
) -> None:
    one = answered()
    one.attempts.clear()
    request = tee.record(one, Outcome("error", error.status, error), b'{"error": 1}')[-1]
    assert (request.error_class, request.error_type) == (error_class, error.code)
    assert request.error_message == error.message
    assert request.output == '{"error": 1}'


def test_bodies_are_withheld_when_the_caller_or_the_project_asks(tee: Tee) -> None:
    one = answered()
    one.context = Context(keep_bodies=False)
    request = tee.record(one, SUCCESS)[-1]
    assert (request.input, request.output, request.body_state) == (None, None, "withheld")
    assert request.input_bytes == len(BODY)


def test_calls_of_a_test_key_are_in_test_mode(tee: Tee) -> None:
    request = tee.record(answered(TEST), SUCCESS)[-1]
    assert (request.test_mode, request.environment) == (True, "test")


def stream(*, hide_usage: bool = True, max_bytes: int = 1 << 20) -> tuple[StreamTee, Attempt]:
    made = attempt(started_mono_us=1_000)
    made.http_status, made.streamed = 200, True
    return StreamTee(made, hide_usage=hide_usage, max_bytes=max_bytes), made


def test_a_stream_passes_without_the_usage_that_only_we_asked_for() -> None:
    tee, made = stream()
    word = chunk({"content": "Hi"})
    passed = [tee.feed(event, 2_000) for event in (word, usage_chunk(), DONE)]
    assert passed == [word, b"", DONE]
    assert tee.flush() == b""
    tee.note()
    assert made.answer == word + usage_chunk() + DONE


def test_the_first_content_is_stamped_not_the_first_chunk() -> None:
    tee, made = stream()
    tee.feed(chunk({"role": "assistant", "content": ""}), 2_000)
    assert made.ttft_us is None
    tee.feed(chunk({"content": "Hi"}), 3_500)
    tee.feed(chunk({"content": "!"}), 9_000)
    assert made.ttft_us == 2_500


@pytest.mark.parametrize(
    ("events", "complete"),
    [
        ([chunk({"content": "Hi"}), DONE], True),
        ([chunk({"content": "Hi"}), DONE[:6], DONE[6:]], True),
        ([chunk({"content": "data: [DONE]"})], False),
        ([chunk({"content": "Hi"})], False),
        ([], False),
    ],
)
def test_a_stream_is_complete_when_the_provider_says_so(
    events: list[bytes], complete: bool
) -> None:
    tee, made = stream()
    for event in events:
        tee.feed(event, 2_000)
    tee.note()
    assert made.complete is complete


def test_of_a_very_long_stream_the_start_is_kept() -> None:
    tee, made = stream(hide_usage=False, max_bytes=10)
    passed = [tee.feed(part, 2_000) for part in (b"data: 12345", b"67\n\n")]
    tee.note()
    assert b"".join(passed) == b"data: 1234567\n\n"
    assert (made.answer, made.truncated) == (b"data: 12345", True)


@pytest.mark.parametrize(
    ("events", "end"), [([chunk({"content": "Hi"})], b""), ([b'data: {"cho'], b"\n\n"), ([], b"")]
)
def test_an_event_cut_in_its_middle_is_ended_before_another(
    events: list[bytes], end: bytes
) -> None:
    tee, _ = stream(hide_usage=False)
    for event in events:
        tee.feed(event, 2_000)
    assert tee.break_off() == end
