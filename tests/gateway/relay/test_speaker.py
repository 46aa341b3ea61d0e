import json
from typing import Any

import pytest

from tailrace.core.errors import BadInput
from tailrace.gateway.doors import DOORS
from tailrace.gateway.outputs.check import Invalid
from tailrace.gateway.outputs.wanted import inline
from tailrace.gateway.relay.speaker import Repair, Speaker, sayable
from tailrace.gateway.routing.plan import Plan
from tailrace.gateway.routing.target import Target
from tests.fakes.site import targets

PLACES = targets({"openai": "http://o", "anthropic": "http://a", "mistral": "http://m"})
OPENAI, CLAUDE = Target(PLACES["openai"], "gpt-4o"), Target(PLACES["anthropic"], "sonnet")
MISTRAL = Target(PLACES["mistral"], "small")
HI = [{"role": "user", "content": "Hi"}]
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def speaker(path: str = "/v1/chat/completions", wanted: Any = None, **members: Any) -> Speaker:
    door = DOORS[path]
    ask = door.read(json.dumps({"model": "gpt-4o", "messages": HI, **members}).encode())
    return Speaker(door, ask, wanted, {})


def test_who_speaks_the_clients_format_gets_its_bytes() -> None:
    body = b'{"model": "gpt-4o",  "messages": []}'
    ask = DOORS["/v1/chat/completions"].read(body)
    speech = Speaker(DOORS["/v1/chat/completions"], ask, None, {}).to(OPENAI)
    assert speech.body is body
    assert speech.dialect == "openai"


def test_another_gets_its_own_format_and_its_own_model() -> None:
    speech = speaker(stream=True).to(CLAUDE)
    sent = json.loads(speech.body)
    assert speech.dialect == "anthropic"
    assert (sent["model"], sent["stream"]) == ("sonnet", True)
    assert "max_tokens" in sent


def test_a_chat_only_provider_is_told_a_responses_request_as_chat() -> None:
    door = DOORS["/v1/responses"]
    ask = door.read(b'{"model": "m", "input": "Hi"}')
    made = Speaker(door, ask, None, {})
    assert made.to(OPENAI).dialect == "responses"
    assert made.to(MISTRAL).dialect == "openai"


def test_parameters_fill_in_for_every_format() -> None:
    door = DOORS["/v1/chat/completions"]
    ask = door.read(json.dumps({"model": "m", "messages": HI}).encode())
    made = Speaker(door, ask, None, {"temperature": 0.1})
    assert json.loads(made.to(OPENAI).body)["temperature"] == 0.1
    assert json.loads(made.to(CLAUDE).body)["temperature"] == 0.1


def test_a_schema_is_told_and_so_is_what_was_wrong() -> None:
    made = speaker(wanted=inline(CITY))
    assert json.loads(made.to(OPENAI).body)["response_format"]["type"] == "json_schema"
    repair = Repair('{"city": 1}', Invalid("/city", "1 is not a string."))
    for target in (OPENAI, CLAUDE):
        turns = json.loads(made.to(target, repair).body)["messages"]
        assert [turn["role"] for turn in turns if turn["role"] != "system"] == [
            "user",
            "assistant",
            "user",
        ]


def test_targets_that_cannot_be_told_are_left_out() -> None:
    plan = Plan((CLAUDE, OPENAI))
    assert sayable(speaker(n=2), plan).targets == (OPENAI,)
    assert sayable(speaker(), plan) is plan


def test_when_none_can_be_told_it_is_said_which_member_is_at_fault() -> None:
    with pytest.raises(BadInput, match=r"^n "):
        sayable(speaker(n=2), Plan((CLAUDE,)))


def test_only_chat_is_translated() -> None:
    door = DOORS["/v1/embeddings"]
    made = Speaker(door, door.read(b'{"model": "m", "input": "x"}'), None, {})
    with pytest.raises(BadInput, match="A call for embeddings"):
        made.to(CLAUDE)


def test_anthropic_is_not_sent_another_vendors_thoughts() -> None:
    foreign = {"type": "thinking", "thinking": "Hm", "signature": "gemini:abc"}
    own = {"type": "thinking", "thinking": "So", "signature": "EqQB"}
    said = {"type": "text", "text": "Well"}
    turns = [*HI, {"role": "assistant", "content": [foreign, own, said]}, *HI]
    made = speaker("/v1/messages", messages=turns, max_tokens=9)
    sent = json.loads(made.to(CLAUDE).body)
    assert sent["messages"][1]["content"] == [own, said]
