import pytest

from tailrace.control.directory import ProjectView, ProviderTarget
from tailrace.core.clock import SystemClock
from tailrace.core.errors import BadInput, NotFound, TailraceError
from tailrace.gateway.call import Ask
from tailrace.gateway.providers.models import Listing, ModelLists
from tailrace.gateway.relay.pick import named_workflow, plan_model, split_model
from tests.fakes.site import SHOP, directory, targets

LISTS: dict[str, Listing] = {
    "openai": ("gpt-4o", "shared"),
    "groq": ("llama3:8b", "shared"),
    "down": None,
}


def project(*names: str) -> ProjectView:
    return directory({name: f"http://{name}/v1" for name in names}, {}).projects[SHOP]


def lists() -> ModelLists:
    async def fetch(target: ProviderTarget) -> Listing:
        return LISTS[target.name]

    return ModelLists(fetch, SystemClock())


async def picked(ask: Ask, *providers: str) -> tuple[str, str]:
    view = project(*providers)
    named_workflow(view, ask.workflow, ask)
    (target,) = (await plan_model(view, ask, lists())).targets
    return target.provider.name, target.model


def ask(model: str, provider: str = "", workflow: str = "") -> Ask:
    return Ask(body=b"", model=model, provider=provider, workflow=workflow)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("openai/gpt-4o", ("openai", "gpt-4o")),
        ("openai:gpt-4o", ("openai", "gpt-4o")),
        ("groq/meta/llama-3", ("groq", "meta/llama-3")),
        ("groq:meta/llama-3:8b", ("groq", "meta/llama-3:8b")),
        ("gpt-4o", ("openai", "gpt-4o")),
        ("llama3:8b", ("groq", "llama3:8b")),
    ],
)
async def test_a_model_finds_its_provider(model: str, expected: tuple[str, str]) -> None:
    assert await picked(ask(model), "openai", "groq", "down") == expected


@pytest.mark.parametrize("model", ["anything", "meta/llama-3", "openai/", "/x"])
async def test_the_only_provider_gets_any_other_name_as_it_is(model: str) -> None:
    assert await picked(ask(model), "openai") == ("openai", model)


async def test_a_provider_named_apart_gets_the_model_as_it_is() -> None:
    assert await picked(ask("openai/x", "groq"), "openai", "groq") == ("groq", "openai/x")


async def refusal(ask: Ask, *providers: str) -> TailraceError:
    with pytest.raises(TailraceError) as caught:
        await picked(ask, *providers)
    return caught.value


async def test_a_model_that_nobody_lists_is_not_found_and_says_where_was_looked() -> None:
    error = await refusal(ask("gpt-9"), "openai", "groq", "down")
    assert isinstance(error, NotFound)
    assert error.code == "model_not_found"
    assert "Looked at: openai, groq, down (down did not answer)" in error.message
    assert "openai/gpt-9" in error.hint


async def test_a_model_that_several_list_is_refused_and_says_how_to_choose() -> None:
    error = await refusal(ask("shared"), "openai", "groq")
    assert isinstance(error, BadInput)
    assert error.code == "model_not_found"
    assert "openai, groq" in error.message
    assert "openai/shared" in error.hint


async def test_a_project_without_providers_says_so() -> None:
    assert "has no providers" in (await refusal(ask("gpt-4o"))).message


async def test_an_unknown_provider_is_not_found_and_says_which_there_are() -> None:
    error = await refusal(ask("x", "azure"), "openai", "groq")
    assert (error.status, error.code) == (404, "provider_not_found")
    assert "openai, groq" in error.hint


async def test_an_unknown_workflow_is_not_found_and_says_what_there_is() -> None:
    error = await refusal(ask("", workflow="summary"), "openai", "groq")
    assert (error.status, error.code) == (404, "workflow_not_found")
    assert "'summary'" in error.message
    assert "openai, groq" in error.hint


def test_a_prefix_that_is_no_provider_belongs_to_the_model() -> None:
    assert split_model("meta/llama", targets({"openai": "http://x"})) is None
