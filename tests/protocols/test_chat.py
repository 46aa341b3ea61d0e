"""The refusal of what cannot be translated names the field."""

from tailrace.protocols.chat import untranslatable


def test_an_untranslatable_field_is_named() -> None:
    error = untranslatable("messages.2.content.0.input_audio", "anthropic")
    assert error.status == 400
    assert error.code == "not_translatable"
    assert "messages.2.content.0.input_audio" in error.message
    assert "anthropic" in error.message
