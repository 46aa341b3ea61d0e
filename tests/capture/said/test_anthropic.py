"""What an Anthropic answer says."""

from typing import Any

import anthropic.types
import pytest

from tailrace.capture.price import Terms
from tailrace.capture.said.anthropic import of, read
from tailrace.core.usage import Usage
from tests.fakes import anthropic_wire as wire


def test_an_answer_says_its_facts() -> None:
    anthropic.types.Message.model_validate_json(wire.MESSAGE, strict=True)
    answer = read(wire.MESSAGE)
    assert (answer.model, answer.finish_reason) == ("claude-sonnet-4-5-20250929", "tool_use")
    assert answer.usage == Usage(21 + 188 + 1024, 305, 1024, 188, 40)
    assert answer.terms == Terms()
    assert answer.attributes == {"gen_ai.response.id": "msg_01XFDUDYJgAACzvnptvVoYEL"}
    assert answer.preview() == "The level, in a moment."


def test_calls_are_shown_where_there_is_no_text() -> None:
    block = {"type": "tool_use", "name": "get_level", "input": {"gauge": 7}}
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "x"}
    assert of({"content": [thought, block]}).preview() == 'get_level({"gauge":7})'
    assert of({"content": [thought]}).preview() == ""


@pytest.mark.parametrize(
    ("usage", "terms"),
    [
        ({"cache_creation": {"ephemeral_1h_input_tokens": 7}}, Terms(hour_writes=7)),
        ({"server_tool_use": {"web_search_requests": 2}}, Terms(searches=2)),
        ({"speed": "standard"}, Terms()),
        ({"speed": "fast"}, Terms(speed="fast")),
        ({"cache_creation": 5, "server_tool_use": None, "speed": 3}, Terms()),
        ("none", Terms()),
    ],
)
def test_what_else_is_paid_is_told(usage: Any, terms: Terms) -> None:
    assert of({"usage": usage}).terms == terms


def test_an_error_is_told() -> None:
    error = {"type": "overloaded_error", "message": "Overloaded"}
    assert of({"type": "error", "error": error}).error == error
    assert read(b"[1]").error is None
