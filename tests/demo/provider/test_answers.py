import base64
import struct
from typing import Any

import msgspec
import pytest

from tailrace.control.traffic.schema import compiled
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import get_model
from tailrace.demo.cast.phrases import Library
from tailrace.demo.cast.schemas import PRODUCT_CARD
from tailrace.demo.provider.answers import Answers, ChatCall, EmbeddingsCall, embeddings
from tailrace.demo.provider.wire import Reply

GPT_4O = get_model(("openai", "gpt-4o"))
HELLO = [{"role": "user", "content": "Hello, how are you?"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"properties": {"city": {"enum": ["Lisbon", "Graz"]}}},
    },
}
CLOCK = {"type": "function", "function": {"name": "clock"}}


@pytest.fixture
def answers(library: Library) -> Answers:
    return Answers(library)


def ask(answers: Answers, seed: int = 1, **body: Any) -> Reply:
    call = msgspec.convert({"model": "gpt-4o", "messages": HELLO, **body}, ChatCall)
    return answers.reply(call, GPT_4O, Chance(seed), 1_700_000_000)


def test_a_question_of_acme_gets_an_answer_that_fits(answers: Answers, library: Library) -> None:
    text = library.write("refund-check", Chance(8), prompt_tokens=1, completion_tokens=200)
    reply = ask(answers, messages=text.messages())
    verdict = text.answer.split()[0]
    assert verdict in {"Approve.", "Ask.", "Refuse"}
    assert reply.text.startswith(verdict)


def test_a_question_of_anybody_else_is_told_that_no_model_read_it(answers: Answers) -> None:
    reply = ask(answers)
    assert "Hello, how are you?" in reply.text
    assert "gpt-4o" in reply.text


def test_tokens_are_counted_as_four_bytes_each(answers: Answers) -> None:
    reply = ask(answers)
    assert reply.tokens.prompt == 3 + 4 + 5
    assert reply.tokens.completion == -(-len(reply.text.encode()) // 4)


def test_text_in_parts_is_read(answers: Answers) -> None:
    parts = [{"type": "text", "text": "Hello,"}, {"type": "text", "text": "you!"}]
    reply = ask(answers, messages=[{"role": "user", "content": parts}])
    assert "Hello, you!" in reply.text


@pytest.mark.parametrize("name", ["max_tokens", "max_completion_tokens"])
def test_a_limit_cuts_the_answer(answers: Answers, name: str) -> None:
    reply = ask(answers, **{name: 10})
    assert reply.finish == "length"
    assert reply.tokens.completion == 10
    assert len(reply.text.encode()) == 40


def test_a_schema_is_answered_with_json_that_fits(answers: Answers) -> None:
    schema = {"type": "object", "properties": {"city": {"enum": ["Lisbon"]}}}
    shape = {"type": "json_schema", "json_schema": {"name": "place", "schema": schema}}
    assert msgspec.json.decode(ask(answers, response_format=shape).text) == {"city": "Lisbon"}


def test_a_schema_that_is_told_in_words_is_followed_too(answers: Answers) -> None:
    told = 'Answer with JSON. It has to fit this JSON Schema:\n{"properties": {"n": {"const": 4}}}'
    reply = ask(answers, messages=[{"role": "system", "content": told}, *HELLO])
    assert msgspec.json.decode(reply.text) == {"n": 4}
    garbled = [{"role": "system", "content": "JSON Schema:\nnone"}, *HELLO]
    assert "Hello, how are you?" in ask(answers, messages=garbled).text


def structured(answers: Answers, library: Library, seed: int, **more: Any) -> Any:
    text = library.write("product_cards", Chance(seed), prompt_tokens=1, completion_tokens=200)
    rules = PRODUCT_CARD.versions[-1].json_schema
    shape = {"type": "json_schema", "json_schema": {"name": "card", "schema": rules}}
    messages = [*text.messages(), *more.get("after", ())]
    return msgspec.json.decode(ask(answers, seed, messages=messages, response_format=shape).text)


def test_acmes_structured_answers_fit_their_question_and_sometimes_break_the_schema(
    answers: Answers, library: Library
) -> None:
    form = compiled(PRODUCT_CARD.versions[-1].json_schema)
    cards = [structured(answers, library, seed) for seed in range(200)]
    broken = [card for card in cards if form.misfit(card) is not None]
    assert 8 < len(broken) < 50
    assert sum("kettle" in str(card["title"]) for card in cards) > 10


def test_a_model_that_is_told_what_was_wrong_still_knows_the_question(
    answers: Answers, library: Library
) -> None:
    wrong = [
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": "Your last answer is not valid."},
    ]
    mended = structured(answers, library, 3, after=wrong)
    text = library.write("product_cards", Chance(3), prompt_tokens=1, completion_tokens=200)
    assert mended["title"].removeprefix("The ") in text.question


def test_json_mode_is_answered_with_an_object(answers: Answers) -> None:
    reply = ask(answers, response_format={"type": "json_object"})
    assert isinstance(msgspec.json.decode(reply.text), dict)


def test_a_tool_is_called_in_most_calls_but_not_in_all(answers: Answers) -> None:
    replies = [ask(answers, seed, tools=[WEATHER]) for seed in range(100)]
    called = [reply.tool_call for reply in replies if reply.tool_call]
    assert 50 < len(called) < 90
    assert {call.name for call in called} == {"weather"}
    cities = {msgspec.json.decode(call.arguments)["city"] for call in called}
    assert cities == {"Lisbon", "Graz"}
    assert all((reply.finish == "tool_calls") == bool(reply.tool_call) for reply in replies)


def test_a_tool_that_is_required_or_named_is_called(answers: Answers) -> None:
    named = {"type": "function", "function": {"name": "clock"}}
    for seed in range(20):
        required = ask(answers, seed, tools=[WEATHER, CLOCK], tool_choice="required").tool_call
        assert required is not None
        chosen = ask(answers, seed, tools=[WEATHER, CLOCK], tool_choice=named).tool_call
        assert chosen is not None
        assert chosen.name == "clock"


def test_no_tool_is_called_when_forbidden_or_answered(answers: Answers) -> None:
    answered = [*HELLO, {"role": "tool", "tool_call_id": "call_1", "content": "18 degrees"}]
    for seed in range(20):
        assert ask(answers, seed, tools=[WEATHER], tool_choice="none").tool_call is None
        assert ask(answers, seed, tools=[WEATHER], messages=answered).tool_call is None


def test_models_that_think_or_cache_say_how_much(answers: Answers) -> None:
    long = [{"role": "user", "content": "word " * 400}]
    call = msgspec.convert({"model": "gpt-5-mini", "messages": long}, ChatCall)
    reply = answers.reply(call, get_model(("openai", "gpt-5-mini")), Chance(1), 0)
    assert reply.tokens.cached is not None
    assert 0 < reply.tokens.cached <= reply.tokens.prompt
    assert reply.tokens.reasoning is not None
    assert 0 < reply.tokens.reasoning < reply.tokens.completion


def test_only_acmes_own_prompts_are_its_own(answers: Answers, library: Library) -> None:
    text = library.write("explain", Chance(1), prompt_tokens=1, completion_tokens=1)
    assert answers.is_own(ChatCall("m", list(text.messages())))
    assert not answers.is_own(ChatCall("m", HELLO))


@pytest.mark.parametrize(
    ("given", "count", "tokens"),
    [("eight by", 1, 2), (["one", "two", "three"], 3, 4), ([1, 2, 3], 1, 3), ([[1], [2, 3]], 2, 3)],
)
def test_every_input_gets_one_vector(given: Any, count: int, tokens: int) -> None:
    answer: Any = embeddings(EmbeddingsCall("e", given, dimensions=8), Chance(1))
    vectors = [each["embedding"] for each in answer["data"]]
    assert [len(vector) for vector in vectors] == [8] * count
    assert all(abs(sum(x * x for x in vector) - 1) < 1e-9 for vector in vectors)
    assert answer["usage"] == {"prompt_tokens": tokens, "total_tokens": tokens}


def test_vectors_also_come_as_base64() -> None:
    plain: Any = embeddings(EmbeddingsCall("e", "x", dimensions=4), Chance(1))
    packed: Any = embeddings(EmbeddingsCall("e", "x", "base64", 4), Chance(1))
    numbers = struct.unpack("<4f", base64.b64decode(packed["data"][0]["embedding"]))
    assert numbers == pytest.approx(plain["data"][0]["embedding"])
