"""The vendors' own clients, unmodified, against targets of every format."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anthropic
import openai
import pytest
from anthropic.types import TextBlock, ToolUseBlock
from google import genai
from google.genai import types

from tests.fakes import anthropic_provider as claude
from tests.fakes.provider import failure
from tests.fakes.site import ALICE, READER
from tests.gateway.conftest import Vendors

SAID = {
    "openai/gpt-4o-mini": "Water flows on.",
    "anthropic/claude-sonnet-4-5": "Rain falls down.",
    "gemini/gemini-2.5-flash": "Snow melts away.",
}
MODELS = list(SAID)
PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}
WEATHER: Any = {"type": "function", "function": {"name": "weather", "parameters": PARAMETERS}}
HI: Any = [{"role": "user", "content": "Hi"}]
BERLIN = {"city": "Berlin"}


@pytest.fixture
def chat(vendors: Vendors) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=vendors.site.v1, api_key=ALICE, max_retries=0) as made:
        yield made


@pytest.fixture
async def chat_async(vendors: Vendors) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=vendors.site.v1, api_key=ALICE, max_retries=0) as made:
        yield made


@pytest.fixture
def messages(vendors: Vendors) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=vendors.site.url, api_key=ALICE, max_retries=0) as made:
        yield made


@pytest.fixture
def gemini(vendors: Vendors) -> Iterator[genai.Client]:
    options = types.HttpOptions(base_url=vendors.site.url)
    made = genai.Client(api_key=ALICE, http_options=options)
    yield made
    made.close()


@pytest.mark.parametrize("model", MODELS)
def test_chat_completions(chat: openai.OpenAI, model: str) -> None:
    answer = chat.chat.completions.create(model=model, messages=HI)
    assert answer.choices[0].message.content == SAID[model]
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens > 0


@pytest.mark.parametrize("model", MODELS)
def test_chat_completions_streamed(chat: openai.OpenAI, model: str) -> None:
    chunks = list(
        chat.chat.completions.create(
            model=model, messages=HI, stream=True, stream_options={"include_usage": True}
        )
    )
    said = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert said == SAID[model]
    assert [c.usage.total_tokens > 0 for c in chunks if c.usage] == [True]


@pytest.mark.parametrize("model", MODELS)
def test_chat_completions_with_tools(chat: openai.OpenAI, vendors: Vendors, model: str) -> None:
    first = chat.chat.completions.create(
        model=model, messages=HI, tools=[WEATHER], tool_choice="required"
    )
    call = (first.choices[0].message.tool_calls or [])[0]
    assert call.type == "function"
    assert (call.function.name, json.loads(call.function.arguments)) == ("weather", BERLIN)
    assert first.choices[0].finish_reason == "tool_calls"
    turns: Any = [
        *HI,
        first.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": "Sunny"},
    ]
    assert chat.chat.completions.create(model=model, messages=turns).choices[0].message.content


@pytest.mark.parametrize("model", MODELS)
def test_chat_completions_with_tools_streamed(chat: openai.OpenAI, model: str) -> None:
    with chat.chat.completions.stream(model=model, messages=HI, tools=[WEATHER]) as stream:
        final = stream.get_final_completion()
    call = (final.choices[0].message.tool_calls or [])[0]
    assert call.type == "function"
    assert json.loads(call.function.arguments) == BERLIN


@pytest.mark.parametrize("model", MODELS[1:])
def test_responses(chat: openai.OpenAI, vendors: Vendors, model: str) -> None:
    answer = chat.responses.create(model=model, input="Hi", instructions="Be brief.")
    assert answer.output_text == SAID[model]
    assert answer.usage is not None
    assert answer.usage.total_tokens > 0
    assert vendors.site.ledger.request.status == "success"


@pytest.mark.parametrize("model", MODELS[1:])
async def test_responses_streamed(chat_async: openai.AsyncOpenAI, model: str) -> None:
    events = await chat_async.responses.create(model=model, input="Hi", stream=True)
    seen = [event async for event in events]
    assert "".join(e.delta for e in seen if e.type == "response.output_text.delta") == SAID[model]
    assert seen[-1].type == "response.completed"


def test_responses_reach_a_chat_only_provider_as_chat(
    chat: openai.OpenAI, vendors: Vendors
) -> None:
    near = vendors.site.base_urls["openai"]
    vendors.site.configure(mistral=near)
    assert chat.responses.create(model="mistral/m", input="Hi").output_text == "Water flows on."
    assert vendors.openai.last.path == "/v1/chat/completions"


@pytest.mark.parametrize("model", MODELS)
def test_messages(messages: anthropic.Anthropic, vendors: Vendors, model: str) -> None:
    answer = messages.messages.create(
        model=model, max_tokens=50, messages=HI, system="Be brief.", metadata={"user_id": "u_17"}
    )
    (block,) = answer.content
    assert isinstance(block, TextBlock)
    assert block.text == SAID[model]
    assert (answer.stop_reason, answer.type) == ("end_turn", "message")
    assert answer.usage.output_tokens > 0
    assert vendors.site.ledger.request.user == "u_17"


@pytest.mark.parametrize("model", MODELS)
def test_messages_streamed(messages: anthropic.Anthropic, model: str) -> None:
    with messages.messages.stream(model=model, max_tokens=50, messages=HI) as stream:
        assert "".join(stream.text_stream) == SAID[model]
        assert stream.get_final_message().stop_reason == "end_turn"


@pytest.mark.parametrize("model", MODELS)
def test_messages_with_tools(messages: anthropic.Anthropic, model: str) -> None:
    tool: Any = {"name": "weather", "description": "Weather.", "input_schema": PARAMETERS}
    first = messages.messages.create(
        model=model, max_tokens=50, messages=HI, tools=[tool], tool_choice={"type": "any"}
    )
    (block,) = first.content
    assert isinstance(block, ToolUseBlock)
    assert (block.name, block.input, first.stop_reason) == ("weather", BERLIN, "tool_use")
    result = {"type": "tool_result", "tool_use_id": block.id, "content": "Sunny"}
    turns: Any = [
        *HI,
        {"role": "assistant", "content": [block.model_dump(exclude_none=True)]},
        {"role": "user", "content": [result]},
    ]
    assert messages.messages.create(
        model=model, max_tokens=50, messages=turns, tools=[tool]
    ).content


def test_anthropics_client_with_a_bearer(vendors: Vendors) -> None:
    with anthropic.Anthropic(base_url=vendors.site.url, auth_token=ALICE, api_key=None) as client:
        answer = client.messages.create(model=MODELS[1], max_tokens=9, messages=HI)
    assert answer.content
    got = vendors.anthropic.last.headers
    assert (got["x-api-key"], "authorization" in got) == ("sk-upstream-of-anthropic", False)


def test_anthropics_client_counts_tokens(messages: anthropic.Anthropic) -> None:
    counted = messages.messages.count_tokens(model=MODELS[1], messages=HI)
    assert counted.input_tokens == claude.INPUT_TOKENS


def test_anthropics_client_raises_its_own_classes(
    vendors: Vendors, messages: anthropic.Anthropic
) -> None:
    def ask(client: anthropic.Anthropic, model: str = MODELS[1]) -> None:
        client.messages.create(model=model, max_tokens=9, messages=HI)

    with pytest.raises(anthropic.AuthenticationError, match="project key"):
        ask(messages.with_options(api_key="tr_live_nobody"))
    with pytest.raises(anthropic.PermissionDeniedError, match="scope gateway"):
        ask(messages.with_options(api_key=READER))
    with pytest.raises(anthropic.NotFoundError, match="No provider lists"):
        ask(messages, "no-such-model")
    vendors.openai.then(failure(429, "rate_limit_exceeded", "Slow down."))
    with pytest.raises(anthropic.RateLimitError, match="Slow down"):
        ask(messages, MODELS[0])
    vendors.anthropic.then(claude.failure(529, "overloaded_error", "Overloaded"))
    with pytest.raises(anthropic.InternalServerError, match="Overloaded"):
        ask(messages)


@pytest.mark.parametrize("model", MODELS)
def test_gemini(gemini: genai.Client, vendors: Vendors, model: str) -> None:
    config = types.GenerateContentConfig(system_instruction="Be brief.", temperature=0.5)
    answer = gemini.models.generate_content(model=model, contents="Hi", config=config)
    assert answer.text == SAID[model]
    assert answer.usage_metadata is not None
    assert (answer.usage_metadata.total_token_count or 0) > 0
    assert vendors.site.ledger.request.requested_model == model.partition("/")[2]


@pytest.mark.parametrize("model", MODELS)
def test_gemini_streamed(gemini: genai.Client, model: str) -> None:
    chunks = gemini.models.generate_content_stream(model=model, contents="Hi")
    assert "".join(chunk.text or "" for chunk in chunks) == SAID[model]


@pytest.mark.parametrize("model", MODELS)
def test_gemini_with_tools(gemini: genai.Client, model: str) -> None:
    declared = types.FunctionDeclaration(
        name="weather", description="Weather.", parameters_json_schema=PARAMETERS
    )
    config = types.GenerateContentConfig(
        tools=[types.Tool(function_declarations=[declared])],
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    answer = gemini.models.generate_content(model=model, contents="Hi", config=config)
    call = (answer.function_calls or [])[0]
    assert (call.name, call.args) == ("weather", BERLIN)


def test_googles_client_raises_its_own_classes(gemini: genai.Client, vendors: Vendors) -> None:
    vendors.openai.then(failure(500, "server_error", "Broken."))
    with pytest.raises(genai.errors.ServerError, match="Broken"):
        gemini.models.generate_content(model=MODELS[0], contents="Hi")
    with pytest.raises(genai.errors.ClientError, match="No provider lists"):
        gemini.models.generate_content(model="no-such-model", contents="Hi")
