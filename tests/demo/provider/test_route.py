import pytest

from tailrace.demo.provider.route import find_route


@pytest.mark.parametrize(
    ("path", "name", "form", "action"),
    [
        ("openai/v1/chat/completions", "openai", "openai", "chat"),
        ("openai/v1/responses", "openai", "responses", "chat"),
        ("groq/v1/embeddings", "groq", "openai", "embeddings"),
        ("vllm/v1/models/", "vllm", "openai", "models"),
        ("anthropic/v1/messages", "anthropic", "anthropic", "chat"),
        ("anthropic/v1/models", "anthropic", "anthropic", "models"),
        ("google/v1beta/models", "google", "gemini", "models"),
        ("google/v1/models/gemini-2.5-pro:generateContent", "google", "gemini", "chat"),
        ("google/v1beta/models/gemini-2.5-pro:generateContent", "google", "gemini", "chat"),
    ],
)
def test_each_provider_has_its_vendors_paths(path: str, name: str, form: str, action: str) -> None:
    route = find_route(f"/demo/providers/{path}")
    assert route is not None
    assert (route.provider.name, route.form, route.action) == (name, form, action)


def test_googles_path_names_the_model_and_whether_to_stream() -> None:
    plain = find_route("/google/v1beta/models/gemini-2.5-pro:generateContent")
    streamed = find_route("/google/v1beta/models/gemini-2.5-pro:streamGenerateContent")
    assert plain is not None
    assert (plain.model, plain.streamed) == ("gemini-2.5-pro", False)
    assert streamed is not None
    assert (streamed.model, streamed.streamed) == ("gemini-2.5-pro", True)


@pytest.mark.parametrize(
    "path",
    [
        "nobody/v1/models",
        "openai/v1/messages",
        "openai/v1/files",
        "openai/v1beta/models",
        "openai/v1/models/gpt-4o:generateContent",
        "anthropic/v1/chat/completions",
        "anthropic/v1/embeddings",
        "google/v1/chat/completions",
        "google/v1/embeddings",
        "google/v1beta/models/gemini-2.5-pro:countTokens",
        "models",
    ],
)
def test_other_paths_are_nobodys(path: str) -> None:
    assert find_route(f"/demo/providers/{path}") is None
