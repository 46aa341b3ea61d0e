"""Frameworks that teams use on top of the vendors' clients, unmodified."""

from typing import Any

import httpx2
import pytest
from langchain_anthropic import ChatAnthropic
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr
from pydantic_ai import Agent
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider

from tests.fakes.site import ALICE
from tests.gateway.conftest import Vendors

SAID = {
    "openai/gpt-4o-mini": "Water flows on.",
    "anthropic/claude-sonnet-4-5": "Rain falls down.",
    "gemini/gemini-2.5-flash": "Snow melts away.",
}


@tool
def weather(city: str) -> str:
    """Tell the weather."""
    return f"Sunny in {city}"


def chat_openai(vendors: Vendors, model: str) -> ChatOpenAI:
    return ChatOpenAI(model=model, base_url=vendors.site.v1, api_key=SecretStr(ALICE))


def chat_anthropic(vendors: Vendors, model: str) -> ChatAnthropic:
    named: dict[str, Any] = {"model": model, "base_url": vendors.site.url, "api_key": ALICE}
    return ChatAnthropic(**named)


@pytest.mark.parametrize("model", SAID)
@pytest.mark.parametrize("made", [chat_openai, chat_anthropic])
def test_langchain(vendors: Vendors, made: Any, model: str) -> None:
    llm = made(vendors, model)
    assert llm.invoke("Hi").text == SAID[model]
    assert "".join(chunk.text for chunk in llm.stream("Hi")) == SAID[model]
    (call,) = llm.bind_tools([weather]).invoke("Weather?").tool_calls
    assert (call["name"], call["args"]) == ("weather", {"city": "Berlin"})


class City(BaseModel):
    """What the model is to call."""

    city: str


@pytest.mark.parametrize("model", SAID)
@pytest.mark.parametrize("format_", ["openai", "anthropic"])
async def test_pydantic_ai(vendors: Vendors, format_: str, model: str) -> None:
    async with httpx2.AsyncClient() as http:
        await use_agents(agent_model(vendors, format_, model, http), SAID[model])


def agent_model(vendors: Vendors, format_: str, model: str, http: httpx2.AsyncClient) -> Any:
    if format_ == "openai":
        made = OpenAIProvider(base_url=vendors.site.v1, api_key=ALICE, http_client=http)
        return OpenAIChatModel(model, provider=made)
    other = AnthropicProvider(base_url=vendors.site.url, api_key=ALICE, http_client=http)
    return AnthropicModel(model, provider=other)


async def use_agents(agent_model: Any, said: str) -> None:
    assert (await Agent(agent_model).run("Hi")).output == said
    async with Agent(agent_model).run_stream("Hi") as stream:
        assert await stream.get_output() == said
    found = await Agent(agent_model, output_type=City).run("Where?")
    assert found.output == City(city="Berlin")
