import pytest

from tailrace.core.errors import BadInput
from tailrace.gateway.doors import DOORS, dialect_of, find_door, is_below, through_door


@pytest.mark.parametrize(
    ("path", "dialect", "operation"),
    [
        ("/v1/chat/completions", "openai", "chat"),
        ("/v1/responses", "responses", "chat"),
        ("/v1/embeddings", "openai", "embeddings"),
        ("/v1/messages", "anthropic", "chat"),
        ("/v1/ai", "openai", "chat"),
        ("/v1beta/models/gemini-2.5-flash:generateContent", "gemini", "chat"),
        ("/v1/models/openai/gpt-4o:streamGenerateContent", "gemini", "chat"),
    ],
)
def test_a_door_is_found_by_its_path(path: str, dialect: str, operation: str) -> None:
    door = find_door(path)
    assert door is not None
    assert (door.dialect, door.operation) == (dialect, operation)


@pytest.mark.parametrize(
    ("path", "model", "streamed"),
    [
        ("/v1beta/models/flash:generateContent", "flash", False),
        ("/v1beta/models/groq/llama:8b:streamGenerateContent", "groq/llama:8b", True),
    ],
)
def test_geminis_path_says_model_and_streaming(path: str, model: str, streamed: bool) -> None:
    door = find_door(path)
    assert door is not None
    ask = door.read(b"{}")
    assert (ask.model, ask.streamed) == (model, streamed)


@pytest.mark.parametrize(
    "path", ["/v1/files", "/v1beta/models/:generateContent", "/v1/models", "/generateContent", ""]
)
def test_elsewhere_is_no_door(path: str) -> None:
    assert find_door(path) is None


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/v1/files/f1/content", "openai"),
        ("/v1/models/ft:gpt-4o:acme::id", "openai"),
        ("/v1/messages/batches", "anthropic"),
        ("/v1beta/files", "gemini"),
        ("/v1/models/gemini-2.5-flash:countTokens", "gemini"),
    ],
)
def test_a_path_belongs_to_a_format(path: str, dialect: str) -> None:
    assert dialect_of(path) == dialect
    assert through_door(path).dialect == dialect


def test_what_passes_through_is_named_after_its_path() -> None:
    assert through_door("/v1/images/generations").operation == "images/generations"
    assert len(through_door("/v1/" + "x" * 999).operation) == 64


def test_only_paths_of_vendors_are_below() -> None:
    assert is_below("/v1/x")
    assert is_below("/v1beta/x")
    assert not is_below("/v1")
    assert not is_below("/api/v1/x")


@pytest.mark.parametrize("path", DOORS)
def test_every_door_refuses_what_it_cannot_read(path: str) -> None:
    with pytest.raises(BadInput):
        DOORS[path].read(b"[")
