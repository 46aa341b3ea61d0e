from tests.gateway.routing.targets import PROVIDERS, target


def test_health_is_kept_by_provider_and_model() -> None:
    assert target("groq", "mixtral", 3).circuit == (PROVIDERS["groq"].provider_id, "mixtral")
    assert target("groq", "a").circuit != target("groq", "b").circuit
