"""Workflows: which targets are tried, in which order and after which waits, and what it leaves."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.fakes import anthropic_provider as claude
from tests.fakes.provider import DONE, FakeProvider, Turn, chunk, failure, raw, stream
from tests.fakes.site import headers
from tests.gateway.conftest import Vendors

HI = [{"role": "user", "content": "Hi"}]
SMART = {
    "name": "smart_summary",
    "targets": ["openai:gpt-4o", "anthropic:sonnet", "groq:mixtral"],
    "max_attempts": 3,
    "backoff_ms": [40, 80, 160],
}


def ask(vendors: Vendors, model: str = "smart_summary", **more: Any) -> httpx.Response:
    document = {"model": model, "messages": HI, **more}
    url = f"{vendors.site.v1}/chat/completions"
    return httpx.post(url, json=document, headers=headers())


def define(vendors: Vendors, **changes: Any) -> None:
    vendors.site.define(workflows=[{**SMART, **changes}])


async def dawdle(turn: Turn) -> None:
    await turn.left()


def test_the_first_two_fail_and_the_third_answers(vendors: Vendors) -> None:
    define(vendors)
    vendors.openai.then(failure(429, "rate_limit_exceeded", "Slow down."))
    vendors.anthropic.then(claude.failure(529, "overloaded_error", "Overloaded"))
    response = ask(vendors)
    assert response.json()["choices"][0]["message"]["content"] == "Water flows on."
    assert response.headers["x-tailrace-attempts"] == "3"
    assert response.headers["x-tailrace-provider"] == "groq"
    assert response.headers["x-tailrace-workflow"] == "smart_summary"
    request, hops = vendors.site.ledger.request, vendors.site.ledger.attempts
    assert [(hop.provider, hop.model) for hop in hops[:2]] == [
        ("openai", "gpt-4o"),
        ("anthropic", "sonnet"),
    ]
    assert [hop.status for hop in hops] == ["error", "error", "success"]
    assert [hop.error_class for hop in hops] == ["rate_limited", "server_error", ""]
    assert [hop.http_status for hop in hops] == [429, 529, 200]
    assert (request.status, request.attempts, request.provider) == ("success", 3, "groq")
    assert (request.workflow, request.workflow_version) == ("smart_summary", 1)
    assert (request.requested_provider, request.requested_model) == ("openai", "gpt-4o")
    took_us = sum(hop.duration_us + hop.wait_us for hop in hops)
    assert took_us <= request.duration_us <= took_us + 150_000
    assert hops[0].wait_us == 0
    assert all(hop.wait_us >= 10_000 for hop in hops[1:])
    assert hops[1].started_us >= hops[0].started_us + hops[0].duration_us + hops[1].wait_us - 1000


def test_waiting_between_attempts_is_not_the_gateways_own_time(vendors: Vendors) -> None:
    define(vendors, backoff_ms=[400])
    vendors.openai.then(failure(500, "x", "No."))
    ask(vendors)
    overhead_us = vendors.site.ledger.request.overhead_us
    assert overhead_us is not None
    assert overhead_us < 150_000


@pytest.mark.parametrize(
    "broken",
    [
        failure(500, "server_error", "No."),
        failure(503, "busy", "No.", (("retry-after", "900"),)),
        raw(b"<html>", content_type="text/html"),
        raw(b'{"error": {"message": "No."}}'),
    ],
)
def test_what_the_provider_did_wrong_is_anothers_to_mend(vendors: Vendors, broken: Any) -> None:
    define(vendors)
    vendors.openai.then(broken)
    assert ask(vendors).headers["x-tailrace-provider"] == "anthropic"


def test_what_the_client_did_wrong_is_not(vendors: Vendors) -> None:
    define(vendors)
    vendors.openai.then(failure(400, "context_length_exceeded", "Too long."))
    response = ask(vendors)
    assert (response.status_code, response.json()["error"]["code"]) == (
        400,
        "context_length_exceeded",
    )
    assert vendors.anthropic.received == []


def test_when_all_fail_the_last_ones_answer_is_the_answer(vendors: Vendors) -> None:
    define(vendors)
    for one in (vendors.openai, vendors.groq):
        one.then(failure(503, "busy", "No."))
    vendors.anthropic.then(claude.failure(529, "overloaded_error", "Overloaded"))
    response = ask(vendors)
    assert (response.status_code, response.json()["error"]["code"]) == (503, "busy")
    request = vendors.site.ledger.request
    assert (request.status, request.http_status, request.attempts) == ("error", 503, 3)


def test_an_unreachable_provider_is_passed_over(vendors: Vendors) -> None:
    urls = vendors.site.base_urls
    vendors.site.configure(openai="http://127.0.0.1:9/v1", groq=urls["groq"])
    define(vendors, targets=["openai:gpt-4o", "groq:mixtral"], max_attempts=2)
    assert ask(vendors).headers["x-tailrace-provider"] == "groq"
    assert vendors.site.ledger.attempts[0].error_class == "network"


def test_an_attempt_has_its_time_and_no_more(vendors: Vendors) -> None:
    define(vendors, attempt_timeout_ms=100)
    vendors.openai.then(dawdle)
    assert ask(vendors).headers["x-tailrace-provider"] == "anthropic"
    first = vendors.site.ledger.attempts[0]
    assert first.error_class == "timeout"
    assert 90_000 < first.duration_us < 1_000_000


def test_the_whole_call_has_its_time_and_no_more(vendors: Vendors) -> None:
    define(vendors, timeout_ms=150)
    vendors.openai.then(dawdle)
    vendors.anthropic.then(dawdle)
    response = ask(vendors)
    assert (response.status_code, response.json()["error"]["code"]) == (504, "took_too_long")
    request = vendors.site.ledger.request
    assert (request.error_class, request.attempts) == ("timeout", 1)
    assert request.duration_us < 1_000_000


def test_a_stream_fails_over_before_its_first_content(vendors: Vendors) -> None:
    define(vendors)
    start = chunk({"role": "assistant", "content": ""})
    vendors.openai.then(stream(start, cut=True))
    vendors.anthropic.then(claude.error_stream())
    response = ask(vendors, stream=True)
    assert response.headers["x-tailrace-provider"] == "groq"
    assert response.content.startswith(start)
    assert response.content.endswith(DONE)
    assert [hop.status for hop in vendors.site.ledger.attempts] == ["error", "error", "success"]
    assert vendors.site.ledger.request.status == "success"


def test_a_stream_that_the_client_saw_does_not(vendors: Vendors) -> None:
    define(vendors)
    vendors.openai.then(stream(chunk({"content": "Hi"}), cut=True))
    response = ask(vendors, stream=True)
    assert response.headers["x-tailrace-attempts"] == "1"
    last = response.text.strip().split("\n\n")[-1]
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "upstream_failed"
    assert vendors.groq.received == []


def test_a_slow_start_of_a_stream_is_given_up(vendors: Vendors) -> None:
    async def starts_only(turn: Turn) -> None:
        await turn.start(200, "text/event-stream")
        await turn.part(chunk({"role": "assistant", "content": ""}))
        await turn.left()

    define(vendors, attempt_timeout_ms=100)
    vendors.openai.then(starts_only)
    response = ask(vendors, stream=True)
    assert response.headers["x-tailrace-provider"] == "anthropic"
    assert response.content.endswith(DONE)


def test_a_stream_may_take_longer_than_an_attempt_once_it_speaks(vendors: Vendors) -> None:
    async def speaks_slowly(turn: Turn) -> None:
        await turn.start(200, "text/event-stream")
        await turn.part(chunk({"content": "Hi"}))
        await asyncio.sleep(0.3)
        await turn.end(chunk({}, finish_reason="stop") + DONE)

    define(vendors, attempt_timeout_ms=100)
    vendors.openai.then(speaks_slowly)
    assert ask(vendors, stream=True).content.endswith(DONE)
    assert vendors.site.ledger.request.status == "success"


def test_the_calls_own_time_ends_a_stream_with_an_error(vendors: Vendors) -> None:
    async def never_ends(turn: Turn) -> None:
        await turn.start(200, "text/event-stream")
        await turn.part(chunk({"content": "Hi"}))
        await turn.left()

    define(vendors, timeout_ms=200)
    vendors.openai.then(never_ends)
    response = ask(vendors, stream=True)
    assert "took_too_long" in response.text
    assert vendors.site.ledger.request.error_class == "timeout"


def test_an_ill_target_is_left_out_before_the_first_attempt(vendors: Vendors) -> None:
    define(vendors, backoff_ms=[])
    vendors.openai.then(*[failure(500, "x", "No.")] * 5)
    for _ in range(5):
        assert ask(vendors).headers["x-tailrace-attempts"] == "2"
    vendors.openai.received.clear()
    assert ask(vendors).headers["x-tailrace-attempts"] == "1"
    assert vendors.openai.received == []
    (openai,) = [s for s in vendors.site.circuits.states() if s.provider == "openai"]
    assert openai.state == "open"


def test_the_same_target_may_be_wanted_again(vendors: Vendors) -> None:
    define(vendors, on_error="same_target", targets=["openai:gpt-4o"], max_attempts=2)
    vendors.openai.then(failure(500, "x", "No."))
    assert ask(vendors).status_code == 200
    assert len(vendors.openai.received) == 2


def test_a_workflow_can_stop_at_the_first_error(vendors: Vendors) -> None:
    define(vendors, on_error="stop")
    vendors.openai.then(failure(500, "x", "No."))
    assert ask(vendors).status_code == 500


def test_a_workflows_parameters_and_tags_go_with_the_call(vendors: Vendors) -> None:
    define(vendors, parameters={"temperature": 0.1, "max_tokens": 5}, tags=["nightly"])
    ask(vendors, max_tokens=7)
    sent = vendors.openai.last.json
    assert (sent["model"], sent["temperature"], sent["max_tokens"]) == ("gpt-4o", 0.1, 7)
    assert vendors.site.ledger.request.tags == ("nightly",)


def test_parameters_reach_another_vendor_in_its_own_words(vendors: Vendors) -> None:
    define(vendors, parameters={"max_tokens": 5})
    vendors.openai.then(failure(500, "x", "No."))
    ask(vendors)
    assert vendors.anthropic.last.json["max_tokens"] == 5


@pytest.mark.parametrize("named", [{"x_tailrace_workflow": "smart_summary"}, {}])
def test_a_workflow_is_named_by_header_or_model(vendors: Vendors, named: dict[str, str]) -> None:
    define(vendors)
    model = "ignored" if named else "smart_summary"
    response = httpx.post(
        f"{vendors.site.v1}/chat/completions",
        json={"model": model, "messages": HI},
        headers=headers(**named),
    )
    assert response.headers["x-tailrace-workflow"] == "smart_summary"
    assert vendors.openai.last.json["model"] == "gpt-4o"


def test_the_native_door_tells_attempts_and_backups(vendors: Vendors) -> None:
    define(vendors, cache_fields=["metadata.segment", "user_id"])
    vendors.openai.then(failure(500, "x", "No."))
    document = {
        "workflow": "smart_summary",
        "messages": HI,
        "metadata": {"segment": "enterprise"},
        "user_id": "u_17",
    }
    envelope = httpx.post(f"{vendors.site.v1}/ai", json=document, headers=headers()).json()
    meta = envelope["meta"]
    assert (meta["workflow"], meta["used_provider"]) == ("smart_summary", "anthropic")
    assert [(one["provider"], one["status"]) for one in meta["attempts"]] == [
        ("openai", "error"),
        ("anthropic", "success"),
    ]
    assert envelope["backups"] == [{"position": 1, "provider": "groq", "model": "mixtral"}]
    assert envelope["customer_data"] == {"metadata.segment": "enterprise", "user_id": "u_17"}
    assert envelope["data"]["choices"][0]["message"]["content"] == "Rain falls down."


def test_targets_that_cannot_be_told_are_left_out(vendors: Vendors) -> None:
    define(vendors, targets=["anthropic:sonnet", "groq:mixtral"], max_attempts=2)
    response = ask(vendors, n=2)
    assert response.headers["x-tailrace-provider"] == "groq"
    assert vendors.anthropic.received == []


def test_when_nobody_can_be_told_it_is_the_clients_to_mend(vendors: Vendors) -> None:
    define(vendors, targets=["anthropic:sonnet"], max_attempts=1)
    assert ask(vendors, n=2).status_code == 400


def far(provider: FakeProvider) -> int:
    return len(provider.received)


def test_weights_split_the_traffic(vendors: Vendors) -> None:
    targets = [
        {"target": "openai:a", "weight": 50},
        {"target": "groq:b", "weight": 50},
    ]
    define(vendors, targets=targets)
    for _ in range(40):
        assert ask(vendors).status_code == 200
    assert min(far(vendors.openai), far(vendors.groq)) > 5


def test_an_answer_that_is_no_json_is_no_success_in_the_last_attempt_either(
    vendors: Vendors,
) -> None:
    define(vendors, targets=["openai:gpt-4o", "groq:mixtral"], max_attempts=2)
    vendors.openai.then(raw(b"<html>busy</html>"))
    vendors.groq.then(raw(b"<html>busy</html>"))
    response = ask(vendors)
    assert (response.status_code, response.json()["error"]["code"]) == (502, "upstream_failed")
    hops = vendors.site.ledger.attempts
    assert [(hop.status, hop.error_class) for hop in hops] == [("error", "invalid_output")] * 2
    assert vendors.site.ledger.request.status == "error"


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'{"choices": [', b""])
def test_an_answer_that_is_no_json_fails_a_single_model_too(vendors: Vendors, body: bytes) -> None:
    vendors.openai.then(raw(body))
    response = ask(vendors, "openai/gpt-4o")
    assert (response.status_code, response.json()["error"]["code"]) == (502, "upstream_failed")
    request = vendors.site.ledger.request
    assert (request.status, request.error_class) == ("error", "invalid_output")
