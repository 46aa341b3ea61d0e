"""Clients and a provider that nobody here wrote, with the gateway between them."""

from collections.abc import AsyncIterator, Iterator

import openai
import pytest
from llmock.scenarios import Fail
from llmock.testing import LLMockServer

from tests.fakes.provider import FakeProvider, Wait, chunk, failure, stream, waits
from tests.fakes.site import ALICE, READER, Site

MODEL = "gpt-4o-mini"
HI = chunk({"content": "Hi"})
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


@pytest.fixture
def client(site: Site) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=site.v1, api_key=ALICE, max_retries=0) as made:
        yield made


@pytest.fixture
async def async_client(site: Site) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=site.v1, api_key=ALICE, max_retries=0) as made:
        yield made


def test_chat(client: openai.OpenAI, site: Site) -> None:
    answer = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Hi"}], user="u_17"
    )
    assert answer.choices[0].message.content == "Water flows on."
    assert answer.usage is not None
    assert (site.ledger.request.user, site.ledger.request.input_preview) == ("u_17", "Hi")


async def test_chat_without_blocking(async_client: openai.AsyncOpenAI, site: Site) -> None:
    answer = await async_client.chat.completions.create(
        model=f"openai/{MODEL}", messages=[{"role": "user", "content": "Hi"}]
    )
    assert answer.choices[0].message.content == "Water flows on."
    assert site.ledger.request.requested_model == MODEL


def test_stream(client: openai.OpenAI, site: Site) -> None:
    chunks = list(
        client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "Hi"}], stream=True
        )
    )
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == "Water flows on."
    assert all(c.usage is None for c in chunks)
    request = site.ledger.request
    assert (request.status, request.finish_reason) == ("success", "stop")
    assert request.cost_usd is not None


async def test_stream_with_usage(async_client: openai.AsyncOpenAI) -> None:
    chunks = await async_client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "Hi"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    usages = [c.usage async for c in chunks if c.usage]
    assert [usage.completion_tokens for usage in usages] == [7]


async def test_a_stream_that_is_left_is_cancelled(
    async_client: openai.AsyncOpenAI, site: Site, provider: FakeProvider
) -> None:
    provider.then(waits(Wait(), HI))
    chunks = await async_client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Hi"}], stream=True
    )
    assert (await anext(aiter(chunks))).choices[0].delta.content == "Hi"
    await chunks.close()
    assert site.ledger.request.status == "cancelled"


def test_tools(client: openai.OpenAI, site: Site) -> None:
    answer = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "Weather in Berlin?"}],
        tools=[WEATHER],  # type: ignore[list-item]
    )
    calls = answer.choices[0].message.tool_calls
    assert calls
    assert calls[0].type == "function"
    assert (calls[0].function.name, calls[0].function.arguments) == (
        "weather",
        '{"city": "Berlin"}',
    )
    assert site.ledger.request.finish_reason == "tool_calls"


def test_embeddings(client: openai.OpenAI, site: Site) -> None:
    answer = client.embeddings.create(model="text-embedding-3-small", input=["a", "b"])
    assert [row.embedding for row in answer.data] == [[0.25, -0.5, 0.125, 1.0]] * 2
    assert site.ledger.request.operation == "embeddings"


def test_models(client: openai.OpenAI) -> None:
    ids = [model.id for model in client.models.list()]
    assert f"openai/{MODEL}" in ids


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (404, openai.NotFoundError),
        (422, openai.UnprocessableEntityError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_a_providers_failures_raise_their_own_classes(
    client: openai.OpenAI,
    provider: FakeProvider,
    status: int,
    raised: type[openai.APIStatusError],
    *,
    streamed: bool,
) -> None:
    provider.then(failure(status, "some_code", "Because."))
    with pytest.raises(raised, match="Because") as caught:
        client.chat.completions.create(model=MODEL, messages=[], stream=streamed)
    assert caught.value.code == "some_code"
    assert caught.value.response.headers["x-tailrace-request-id"]


def test_our_own_refusals_raise_the_same_classes(client: openai.OpenAI, site: Site) -> None:
    with pytest.raises(openai.AuthenticationError, match="project key"):
        client.with_options(api_key="tr_live_nobody").models.list()
    with pytest.raises(openai.PermissionDeniedError, match="scope gateway"):
        client.with_options(api_key=READER).models.list()
    with pytest.raises(openai.BadRequestError, match="names no model"):
        client.chat.completions.create(model="", messages=[])
    site.configure()
    with pytest.raises(openai.NotFoundError, match="has no providers"):
        client.chat.completions.create(model=MODEL, messages=[])


def test_a_stream_that_breaks_off_raises(client: openai.OpenAI, provider: FakeProvider) -> None:
    provider.then(stream(HI, cut=True))
    chunks = client.chat.completions.create(model=MODEL, messages=[], stream=True)
    assert next(chunks).choices[0].delta.content == "Hi"
    with pytest.raises(openai.APIError, match="broke off"):
        next(chunks)


@pytest.fixture
def foreigner() -> Iterator[LLMockServer]:
    with LLMockServer() as server:
        yield server


@pytest.fixture
def foreign(site: Site, foreigner: LLMockServer) -> Site:
    """The shop's providers are ones that nobody here wrote."""
    site.configure(openai=foreigner.base_url("openai"), mistral=foreigner.base_url("mistral"))
    return site


def test_a_foreign_provider_answers(foreign: Site, client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model=f"openai/{MODEL}", messages=[{"role": "user", "content": "Hi there"}]
    )
    assert answer.choices[0].message.content
    request = foreign.ledger.request
    assert request.output_preview[:40] in answer.choices[0].message.content
    assert answer.usage is not None
    assert request.usage is not None
    assert request.usage.prompt_tokens == answer.usage.prompt_tokens


def test_a_foreign_provider_streams(foreign: Site, client: openai.OpenAI) -> None:
    chunks = client.chat.completions.create(
        model=f"mistral:{MODEL}", messages=[{"role": "user", "content": "Hi"}], stream=True
    )
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text
    request = foreign.ledger.request
    assert (request.status, request.provider, request.streamed) == ("success", "mistral", True)
    assert request.ttft_us is not None


def test_a_foreign_provider_embeds_and_lists(foreign: Site, client: openai.OpenAI) -> None:
    listed = [model.id for model in client.models.list()]
    assert any(name.startswith("openai/") for name in listed)
    answer = client.embeddings.create(
        model="openai/text-embedding-3-small", input="a", encoding_format="float"
    )
    assert answer.data[0].embedding


def test_a_foreign_provider_fails(
    foreign: Site, foreigner: LLMockServer, client: openai.OpenAI
) -> None:
    foreigner.state.scenarios.add(Fail(429))
    with pytest.raises(openai.RateLimitError):
        client.chat.completions.create(
            model=f"openai/{MODEL}", messages=[{"role": "user", "content": "Hi"}]
        )
    assert foreign.ledger.request.error_class == "rate_limited"
