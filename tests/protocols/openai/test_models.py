import pytest

from tailrace.protocols.openai.models import is_openai, thinks


@pytest.mark.parametrize(
    "model", ["gpt-4o-mini", "openai/gpt-5.1", "o3", "chatgpt-4o-latest", "ft:gpt-4o:x"]
)
def test_openais_models_are_known_by_their_names(model: str) -> None:
    assert is_openai(model)


@pytest.mark.parametrize(
    "model", ["gpt-oss-120b", "openai/gpt-oss-20b", "deepseek-chat", "llama3", "olmo-2"]
)
def test_others_are_not_openais(model: str) -> None:
    assert not is_openai(model)


@pytest.mark.parametrize(
    "model", ["gpt-3.5-turbo", "gpt-4", "gpt-4o", "openai/gpt-4.1", "chatgpt-4o-latest"]
)
def test_early_models_are_not_told_how_hard_to_think(model: str) -> None:
    assert not thinks(model)


@pytest.mark.parametrize(
    "model", ["o1", "gpt-5-mini", "gpt-6-astra", "gpt-40", "deepseek-reasoner"]
)
def test_later_and_other_models_are(model: str) -> None:
    assert thinks(model)
