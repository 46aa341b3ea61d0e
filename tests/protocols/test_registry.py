from tailrace.protocols.registry import DIALECTS


def test_each_dialect_is_found_by_its_own_name() -> None:
    assert set(DIALECTS) == {"anthropic", "gemini", "openai", "responses"}
    assert all(dialect.name == name for name, dialect in DIALECTS.items())
