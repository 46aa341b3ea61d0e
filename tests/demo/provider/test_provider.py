import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import anthropic
import msgspec
import openai
import pytest
from google import genai
from google.genai import errors
from google.genai.types import GenerateContentResponse, HttpOptions

from tailrace.core.clock import Clock
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.phrases import Library
from tailrace.demo.provider.provider import MAX_BODY_BYTES, DemoProvider
from tests.fakes.serving import serving

KEY = "demo_key_of_this_test"
HELLO: Any = [{"role": "user", "content": "Hello, how are you?"}]
Wait = Callable[[float], Awaitable[None]]


@pytest.fixture
def provider(library: Library, clock: Clock, no_wait: Wait) -> DemoProvider:
    return DemoProvider(library, key=KEY, clock=clock, sleep=no_wait)


def client(address: str, name: str = "openai", key: str = KEY) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(
        base_url=f"{address}/demo/providers/{name}/v1", api_key=key, max_retries=0
    )


def anthropics(address: str, key: str = KEY) -> anthropic.AsyncAnthropic:
    return anthropic.AsyncAnthropic(
        base_url=f"{address}/demo/providers/anthropic", api_key=key, max_retries=0
    )


async def test_the_vendors_client_gets_an_answer(provider: DemoProvider) -> None:
    async with serving(provider) as address, client(address) as openai_client:
        answer = await openai_client.chat.completions.create(model="gpt-4o", messages=HELLO)
    assert answer.model == "gpt-4o"
    assert "Hello, how are you?" in (answer.choices[0].message.content or "")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


@pytest.mark.parametrize("asked", [True, False])
async def test_a_stream_has_usage_only_when_asked(provider: DemoProvider, asked: bool) -> None:
    async with serving(provider) as address, client(address) as openai_client:
        stream = await openai_client.chat.completions.create(
            model="gpt-4o", messages=HELLO, stream=True, stream_options={"include_usage": asked}
        )
        chunks = [chunk async for chunk in stream]
    texts = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "Hello, how are you?" in "".join(texts)
    assert len([text for text in texts if text]) > 10
    assert [chunk.usage is not None for chunk in chunks].count(True) == (1 if asked else 0)


async def test_providers_that_count_as_they_go_do_so(provider: DemoProvider) -> None:
    async with serving(provider) as address, client(address, "vllm") as vllm:
        stream = await vllm.chat.completions.create(
            model="acme-support-8b",
            messages=HELLO,
            stream=True,
            stream_options={"include_usage": True},
        )
        counts = [chunk.usage.completion_tokens async for chunk in stream if chunk.usage]
    assert len(counts) > 10
    assert counts == sorted(counts)


async def test_openais_client_gets_a_response(provider: DemoProvider) -> None:
    async with serving(provider) as address, client(address) as openai_client:
        answer = await openai_client.responses.create(model="gpt-4o", input="Hello, how are you?")
        async with openai_client.responses.stream(
            model="gpt-4o", input="Hello, how are you?"
        ) as stream:
            streamed = await stream.get_final_response()
    for each in (answer, streamed):
        assert "Hello, how are you?" in each.output_text
        assert each.usage is not None
        assert each.usage.output_tokens > 10


async def test_anthropics_client_gets_answers_streams_models_and_errors(
    provider: DemoProvider,
) -> None:
    async with serving(provider) as address, anthropics(address) as claude:
        answer = await claude.messages.create(
            model="claude-haiku-4-5", max_tokens=500, messages=HELLO
        )
        async with claude.messages.stream(
            model="claude-haiku-4-5", max_tokens=500, messages=HELLO
        ) as stream:
            pieces = [piece async for piece in stream.text_stream]
            last = await stream.get_final_message()
        models = [model.id async for model in claude.models.list()]
        with pytest.raises(anthropic.RateLimitError):
            await claude.messages.create(
                model="claude-haiku-4-5",
                max_tokens=500,
                messages=[{"role": "user", "content": "fail with 429"}],
            )
    (block,) = answer.content
    assert block.type == "text"
    assert "Hello, how are you?" in block.text
    assert "Hello, how are you?" in "".join(pieces)
    assert len(pieces) > 10
    assert (last.stop_reason, last.usage.output_tokens > 10) == ("end_turn", True)
    assert models == ["claude-sonnet-4-5", "claude-haiku-4-5"]


async def test_anthropics_client_is_called_back_for_a_tool(provider: DemoProvider) -> None:
    tool: Any = {"name": "now", "input_schema": {"type": "object", "properties": {}}}
    async with serving(provider) as address, anthropics(address) as claude:
        answer = await claude.messages.create(
            model="claude-haiku-4-5",
            max_tokens=500,
            messages=HELLO,
            tools=[tool],
            tool_choice={"type": "tool", "name": "now"},
        )
    assert answer.stop_reason == "tool_use"
    assert [block.name for block in answer.content if block.type == "tool_use"] == ["now"]


async def test_googles_client_gets_answers_streams_models_and_errors(
    provider: DemoProvider,
) -> None:
    def talk(address: str) -> tuple[str, list[GenerateContentResponse], list[str], int]:
        options = HttpOptions(base_url=f"{address}/demo/providers/google")
        with genai.Client(api_key=KEY, http_options=options) as google:
            models, flash = google.models, "gemini-2.5-flash"
            answer = models.generate_content(model=flash, contents="Hello, how are you?")
            chunks = list(
                models.generate_content_stream(model=flash, contents="Hello, how are you?")
            )
            with pytest.raises(errors.ClientError) as caught:
                models.generate_content(model=flash, contents="fail with 429")
            names = [model.name or "" for model in models.list()]
            return answer.text or "", chunks, names, caught.value.code

    async with serving(provider) as address:
        said, chunks, names, code = await asyncio.to_thread(talk, address)
    assert "Hello, how are you?" in said
    assert "Hello, how are you?" in "".join(chunk.text or "" for chunk in chunks)
    counts = [
        chunk.usage_metadata.candidates_token_count or 0 for chunk in chunks if chunk.usage_metadata
    ]
    assert len(counts) == len(chunks) > 10
    assert counts == sorted(counts)
    assert names == ["models/gemini-2.5-flash", "models/gemini-2.5-pro"]
    assert code == 429


async def test_tools_are_called(provider: DemoProvider) -> None:
    tool: Any = {"type": "function", "function": {"name": "now", "parameters": {}}}
    async with serving(provider) as address, client(address) as openai_client:
        answer = await openai_client.chat.completions.create(
            model="gpt-4o", messages=HELLO, tools=[tool], tool_choice="required"
        )
    calls = answer.choices[0].message.tool_calls or []
    assert [call.function.name for call in calls if call.type == "function"] == ["now"]
    assert answer.choices[0].finish_reason == "tool_calls"


async def test_embeddings_are_made(provider: DemoProvider) -> None:
    async with serving(provider) as address, client(address) as openai_client:
        answer = await openai_client.embeddings.create(
            model="text-embedding-3-small", input=["one", "two"], dimensions=16
        )
    assert [len(each.embedding) for each in answer.data] == [16, 16]


async def test_each_provider_lists_its_models(provider: DemoProvider) -> None:
    async with serving(provider) as address, client(address, "mistral") as mistral:
        models = [model.id async for model in mistral.models.list()]
    assert models == ["mistral-small-latest", "codestral-latest"]


async def test_failures_can_be_ordered(provider: DemoProvider) -> None:
    ordered: Any = [{"role": "user", "content": "Please fail with 429 now"}]
    async with serving(provider) as address, client(address) as openai_client:
        with pytest.raises(openai.RateLimitError) as caught:
            await openai_client.chat.completions.create(model="gpt-4o", messages=ordered)
    assert caught.value.code == "as_ordered"
    assert caught.value.response.headers["retry-after"] == "1"


async def test_acmes_calls_fail_now_and_then_and_other_peoples_never(
    provider: DemoProvider, library: Library
) -> None:
    chance = Chance(1)

    async def statuses(session: aiohttp.ClientSession, address: str, *, own: bool) -> set[int]:
        found = set()
        for _ in range(150):
            text = library.write("ticket-reply", chance, prompt_tokens=1, completion_tokens=1)
            body = {"model": "gpt-4o", "messages": text.messages()[0 if own else 1 :]}
            url = f"{address}/demo/providers/openai/v1/chat/completions"
            async with session.post(url, json=body) as response:
                found.add(response.status)
        return found

    headers = {"Authorization": f"Bearer {KEY}"}
    async with serving(provider) as address, aiohttp.ClientSession(headers=headers) as session:
        assert await statuses(session, address, own=False) == {200}
        own = await statuses(session, address, own=True)
    assert 200 in own
    assert own - {200} <= {429, 500, 503}
    assert len(own) > 1


@pytest.mark.parametrize("key", ["wrong", KEY + "x"])
async def test_another_key_is_refused(provider: DemoProvider, key: str) -> None:
    async with serving(provider) as address, client(address, key=key) as stranger:
        with pytest.raises(openai.AuthenticationError):
            await stranger.models.list()
        async with anthropics(address, key) as claude:
            with pytest.raises(anthropic.AuthenticationError):
                await claude.models.list()


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("openai", {"model": "claude-haiku-4-5", "messages": HELLO}, 404, "model_not_found"),
        ("nobody", {"model": "gpt-4o", "messages": HELLO}, 404, None),
        ("anthropic", {"model": "claude-haiku-4-5", "messages": HELLO}, 404, None),
        ("openai", {"model": "gpt-4o", "messages": []}, 400, None),
        ("openai", {"model": "gpt-4o", "messages": "Hello"}, 400, None),
        ("openai", {"messages": HELLO}, 400, None),
        ("openai", {"model": "text-embedding-3-small", "messages": HELLO}, 400, None),
    ],
)
async def test_bad_calls_are_refused_in_openais_shape(
    provider: DemoProvider,
    name: str,
    body: dict[str, Any],
    status: int,
    code: str | None,
) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with serving(provider) as address, aiohttp.ClientSession(headers=headers) as session:
        url = f"{address}/demo/providers/{name}/v1/chat/completions"
        async with session.post(url, json=body) as response:
            assert response.status == status
            error = (await response.json())["error"]
    assert error["code"] == code
    assert error["message"]


async def talk(
    provider: DemoProvider,
    *,
    body: bytes = b"",
    path: str = "/demo/providers/openai/v1/chat/completions",
    method: str = "POST",
    client: tuple[str, int] | None = ("127.0.0.1", 5000),
    hang_up: bool = False,
) -> list[dict[str, Any]]:
    """Speak ASGI to the provider and return what it sent."""
    sent: list[dict[str, Any]] = []
    came: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": hang_up}]

    async def receive() -> dict[str, Any]:
        return came.pop(0) if came else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "http",
        "path": path,
        "method": method,
        "client": client,
        "headers": [(b"authorization", f"Bearer {KEY}".encode())],
    }
    await provider(scope, receive, send)
    return sent


@pytest.mark.parametrize("host", ["10.0.0.7", "192.168.1.2", "::ffff:10.0.0.7", "testclient"])
async def test_another_machine_is_refused_whatever_its_key(
    provider: DemoProvider, host: str
) -> None:
    sent = await talk(provider, path="/openai/v1/models", method="GET", client=(host, 1))
    assert sent[0]["status"] == 403


async def test_a_caller_without_an_address_is_refused(provider: DemoProvider) -> None:
    assert (await talk(provider, client=None))[0]["status"] == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
async def test_this_machine_is_let_in(provider: DemoProvider, host: str) -> None:
    sent = await talk(provider, path="/openai/v1/models", method="GET", client=(host, 1))
    assert sent[0]["status"] == 200


async def test_a_wrong_method_or_path_is_refused(provider: DemoProvider) -> None:
    assert (await talk(provider, method="GET"))[0]["status"] == 405
    assert (await talk(provider, path="/openai/v1/files"))[0]["status"] == 404


async def test_a_body_without_end_is_refused(provider: DemoProvider) -> None:
    sent = await talk(provider, body=b" " * (MAX_BODY_BYTES + 1))
    assert sent[0]["status"] == 413


async def test_a_client_that_hangs_up_gets_nothing(provider: DemoProvider) -> None:
    assert await talk(provider, body=b"{", hang_up=True) == []


async def test_what_is_not_http_is_left_alone(provider: DemoProvider) -> None:
    async def never(*_: Any) -> Any:
        raise AssertionError

    await provider({"type": "websocket"}, never, never)


async def test_answers_follow_from_seed_body_and_count(
    library: Library, clock: Clock, no_wait: Wait
) -> None:
    body = msgspec.json.encode({"model": "gpt-4o", "messages": HELLO, "stream": True})

    async def two_answers(seed: int) -> list[list[dict[str, Any]]]:
        provider = DemoProvider(library, key=KEY, clock=clock, seed=seed, sleep=no_wait)
        return [await talk(provider, body=body) for _ in range(2)]

    one = await two_answers(1)
    assert one == await two_answers(1)
    assert one[0] != one[1]
    assert one != await two_answers(2)


async def test_times_are_those_of_a_quick_model(library: Library, clock: Clock) -> None:
    slept: list[float] = []

    async def note(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    provider = DemoProvider(library, key=KEY, clock=clock, sleep=note)
    for stream in (True, False):
        slept.clear()
        body = {"model": "gpt-4o", "messages": HELLO, "stream": stream}
        await talk(provider, body=msgspec.json.encode(body))
        assert 0.1 <= slept[0] <= 1.2
        assert 0.2 <= sum(slept) <= 3.3
    assert len(slept) == 2
