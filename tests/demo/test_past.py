from collections.abc import Callable

import msgspec
import pytest

from tailrace.demo.cast.models import get_provider
from tailrace.demo.cast.parts import Part
from tailrace.demo.cast.phrases import Library
from tailrace.demo.cast.tries import RETIRED
from tailrace.demo.past import Past, Place
from tailrace.protocols.fold import Folding, fold
from tailrace.protocols.registry import DIALECTS

START_US = 1_790_942_400_000_000
URL = "http://127.0.0.1:8080/demo/providers"


@pytest.fixture
def past(library: Library, places: dict[str, Place]) -> Past:
    return Past(library, places, start_us=START_US, base_url=URL, body_limit=4096)


def find(made: list[Part], wanted: Callable[[Part], bool]) -> Part:
    return next(part for part in made if wanted(part))


def ended(made: list[Part], outcome: str, *, recorded: bool) -> Part:
    return find(
        made,
        lambda part: part.tries[-1].outcome == outcome and (part.call is not None) == recorded,
    )


def test_a_request_belongs_to_its_project_and_person(past: Past, made: list[Part]) -> None:
    part = find(made, lambda part: part.project.name == "support")
    exchange = past.exchange(part)
    assert (exchange.org_id, exchange.project_id, exchange.key_id) == (1, 2, 12)
    assert exchange.user == part.user
    assert exchange.customer_data["segment"] == part.segment
    assert exchange.started_us == START_US + part.at_us


def test_the_body_is_what_a_client_would_have_sent(past: Past, made: list[Part]) -> None:
    part = find(made, lambda part: part.size.streamed and part.version == 2)
    body = msgspec.json.decode(past.exchange(part).request)
    assert body["model"] == part.workflow.name
    assert body["stream"] is True
    assert body["user"] == part.user
    assert body["messages"][-1]["role"] == "user"


def test_a_request_tells_which_version_ran(past: Past, made: list[Part]) -> None:
    part = find(made, lambda part: part.version == 2)
    exchange = past.exchange(part)
    assert (exchange.workflow, exchange.workflow_version) == (part.workflow.name, 2)
    direct = find(made, lambda part: part.version == 0 and part.tries[0].target != RETIRED)
    exchange = past.exchange(direct)
    assert (exchange.workflow, exchange.workflow_version) == ("", 0)
    model = msgspec.json.decode(exchange.request)["model"]
    assert model == f"{exchange.requested_provider}/{exchange.requested_model}"


def test_cache_fields_are_customer_data(past: Past, made: list[Part]) -> None:
    part = find(made, lambda part: part.workflow.name == "smart_summary" and part.version > 0)
    assert past.exchange(part).customer_data == {
        "feature": "reviews",
        "metadata.segment": part.segment,
        "user": part.user,
    }


@pytest.mark.parametrize("protocol", ["openai", "anthropic", "gemini"])
@pytest.mark.parametrize("streamed", [False, True])
def test_each_provider_answers_in_its_own_format(
    past: Past, made: list[Part], protocol: str, streamed: bool
) -> None:
    part = find(
        made,
        lambda part: (
            part.call is not None
            and part.size.streamed == streamed
            and part.tries[-1].outcome == "answered"
            and get_provider(part.tries[-1].target[0]).protocol == protocol
        ),
    )
    exchange = past.exchange(part)
    hop = exchange.hops[-1]
    assert hop.provider_kind == protocol
    assert hop.base_url == f"{URL}/{hop.provider}/{'v1beta' if protocol == 'gemini' else 'v1'}"
    dialect = DIALECTS[protocol]
    if streamed:
        reader = dialect.stream_reader()
        reply = fold([*reader.feed(hop.answer), *reader.flush()])
    else:
        reply = dialect.read_reply(hop.answer)
    assert part.call is not None
    assert reply.usage is not None
    assert reply.usage.prompt_tokens == part.call.prompt_tokens
    assert reply.usage.completion_tokens == part.call.completion_tokens
    assert reply.finish == "stop"
    told = None if exchange.answer is None else DIALECTS["openai"].read_reply(exchange.answer)
    assert (told is None) == (protocol == "openai")
    assert told is None or told.parts == reply.parts


def test_a_broken_answer_is_named_and_mended(past: Past, made: list[Part]) -> None:
    part = find(made, lambda part: [one.outcome for one in part.tries] == ["invalid", "answered"])
    exchange = past.exchange(part)
    broken, mended = exchange.hops
    assert (exchange.schema, exchange.schema_version) == ("product_card", part.schema_version)
    assert (broken.http_status, broken.error_class) == (200, "invalid_output")
    assert "product_card" in broken.error_message
    assert broken.invalid_path in {"/title", "/summary", "/price", "/highlights"}
    assert (mended.error_class, mended.invalid_path) == ("", "")
    assert (exchange.status, exchange.http_status, exchange.error_class) == ("success", 200, "")
    assert not exchange.offline_fallback


def test_a_sample_stands_in_for_a_broken_ticket(past: Past, made: list[Part]) -> None:
    exchange = past.exchange(ended(made, "invalid", recorded=True))
    assert exchange.offline_fallback
    assert (exchange.status, exchange.http_status, exchange.error_class) == ("success", 200, "")
    assert exchange.hops[-1].invalid_path
    assert exchange.answer is not None
    assert b"a person must look" in exchange.answer


def test_an_answer_counts_the_recorded_tokens(past: Past, made: list[Part]) -> None:
    part = find(
        made,
        lambda part: (
            part.call is not None and not part.size.streamed and part.tries[0].target[0] == "openai"
        ),
    )
    usage = msgspec.json.decode(past.exchange(part).hops[-1].answer)["usage"]
    assert part.call is not None
    assert usage["prompt_tokens"] == part.call.prompt_tokens
    assert usage["completion_tokens"] == part.call.completion_tokens


def test_a_rescued_request_has_its_failed_call_first(past: Past, made: list[Part]) -> None:
    part = find(
        made,
        lambda part: (
            len(part.tries) == 2 and part.call is not None and part.tries[0].outcome != "invalid"
        ),
    )
    exchange = past.exchange(part)
    first, second = exchange.hops
    assert first.http_status != 200
    assert second.http_status == 200
    assert second.wait_us > 0
    assert second.started_us == first.started_us + first.duration_us + second.wait_us
    waited_us = first.duration_us + second.wait_us + second.duration_us
    assert exchange.duration_us == waited_us + exchange.overhead_us
    assert (exchange.status, exchange.http_status) == ("success", 200)
    assert exchange.requested_model == first.model
    if exchange.ttft_us is not None and second.ttft_us is not None:
        assert exchange.ttft_us > first.duration_us + second.wait_us


@pytest.mark.parametrize(
    ("outcome", "status", "http_status"),
    [
        ("overloaded", "error", 503),
        ("server_error", "error", 500),
        ("rate_limited", "error", 429),
        ("too_long", "error", 400),
        ("retired", "error", 404),
    ],
)
def test_a_lost_request_passes_on_what_the_provider_said(
    past: Past, made: list[Part], outcome: str, status: str, http_status: int
) -> None:
    exchange = past.exchange(ended(made, outcome, recorded=False))
    assert (exchange.status, exchange.http_status) == (status, http_status)
    assert exchange.answer is None
    assert exchange.hops[-1].http_status == http_status
    assert b'"error"' in exchange.hops[-1].answer


@pytest.mark.parametrize(
    ("outcome", "http_status", "error_class"),
    [("timed_out", 504, "timeout"), ("unreachable", 502, "network")],
)
def test_a_silent_provider_is_answered_for(
    past: Past, made: list[Part], outcome: str, http_status: int, error_class: str
) -> None:
    exchange = past.exchange(ended(made, outcome, recorded=False))
    assert (exchange.status, exchange.http_status) == ("error", http_status)
    assert exchange.answer is not None
    last = exchange.hops[-1]
    assert (last.http_status, last.error_class, last.answer) == (0, error_class, b"")
    assert last.provider in last.error_message
    assert last.error_message.encode() in exchange.answer


def test_a_throttled_request_reaches_no_provider(past: Past, made: list[Part]) -> None:
    exchange = past.exchange(ended(made, "throttled", recorded=False))
    assert (exchange.status, exchange.http_status) == ("throttled", 429)
    assert exchange.error_type == "limit_reached"
    assert exchange.hops == ()
    assert exchange.duration_us == exchange.overhead_us
    assert exchange.requested_model


def test_a_throttled_request_names_the_limit(past: Past, made: list[Part]) -> None:
    throttled = [part for part in made if part.tries[-1].outcome == "throttled"]
    reviews = [part for part in throttled if part.workflow.name == "review" and part.version]
    assert reviews
    for part in throttled:
        exchange = past.exchange(part)
        wanted = "reviews" if part in reviews else "user requests 60/minute"
        assert exchange.limit == wanted
        assert wanted in exchange.error_message


def test_a_client_that_left_early_got_nothing(past: Past, made: list[Part]) -> None:
    exchange = past.exchange(ended(made, "hung_up", recorded=False))
    assert (exchange.status, exchange.http_status) == ("cancelled", 0)
    assert exchange.hops[-1].answer == b""


@pytest.mark.parametrize("name", ["google", "vllm"])
def test_a_client_that_left_mid_stream_saw_a_part(past: Past, made: list[Part], name: str) -> None:
    part = find(
        made,
        lambda part: (
            part.call is not None
            and part.tries[-1].outcome == "hung_up"
            and part.tries[-1].target[0] == name
        ),
    )
    exchange = past.exchange(part)
    assert (exchange.status, exchange.http_status) == ("cancelled", 200)
    hop = exchange.hops[-1]
    reader = DIALECTS[hop.provider_kind].stream_reader()
    folding = Folding()
    folding.add(reader.feed(hop.answer))
    assert not folding.ended
    assert folding.reply.finish is None
    assert part.call is not None
    assert folding.reply.usage is not None
    assert folding.reply.usage.completion_tokens == part.call.completion_tokens


def test_an_agents_run_is_one_trace_and_other_requests_are_their_own(
    past: Past, made: list[Part]
) -> None:
    agent = [part for part in made if part.project.agent]
    run = find(agent, lambda part: sum(each.visit == part.visit for each in agent[:2000]) > 2).visit
    requests = [past.exchange(part) for part in agent if part.visit == run]
    assert len({request.trace_low for request in requests}) == 1
    assert len({request.span_id for request in requests}) == len(requests) > 2
    alone = past.exchange(find(made, lambda part: not part.project.agent))
    assert (alone.trace_low, alone.parent_span_id) == (alone.span_id, 0)


def test_parts_can_be_asked_for_in_any_order(past: Past, made: list[Part]) -> None:
    some = made[:300]
    forwards = [past.exchange(part) for part in some]
    backwards = [past.exchange(part) for part in reversed(some)]
    assert forwards == backwards[::-1]


def test_no_two_requests_share_an_id(past: Past, made: list[Part]) -> None:
    some = made[::50]
    assert len({past.exchange(part).span_id for part in some}) == len(some)


def test_bodies_are_short(past: Past, made: list[Part]) -> None:
    exchanges = [past.exchange(part) for part in made[::20]]
    sizes = [len(each.request) + sum(len(hop.answer) for hop in each.hops) for each in exchanges]
    assert sum(sizes) / len(sizes) < 2000
