"""What an OpenAI answer says."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.capture.document import Answered, read_answered
from tailrace.capture.price import Terms
from tailrace.capture.said.openai import of, preview, read
from tailrace.capture.said.words import LONGEST
from tailrace.core.usage import Usage
from tests.fakes import openai_wire as wire

CALLS = (
    b'[{"function":{"name":"f","arguments":"{\\"a\\": 1}"}},'
    b'{"function":{"name":"g","arguments":{"b":2}}},{"function":null},3]'
)


def said(message: bytes) -> str:
    return preview(read_answered(b'{"choices":[{"message":' + message + b"}]}"))


def test_an_answer_says_its_facts() -> None:
    answer = read(wire.CHAT_ANSWER)
    assert (answer.model, answer.finish_reason) == ("gpt-4o-mini-2024-07-18", "stop")
    assert answer.usage == Usage(412, 45, 128, None, 0)
    assert answer.terms == Terms(tier="default")
    assert answer.preview() == "The channel that carries water away from the turbines."
    assert answer.error is None


def test_audio_has_prices_that_are_not_told_apart() -> None:
    usage = {"prompt_tokens": 9, "prompt_tokens_details": {"audio_tokens": 3}}
    assert of({"usage": usage}).terms is None


def test_an_error_beside_an_answer_is_none() -> None:
    assert of({"error": {"code": 1}}).error == {"code": 1}
    assert of({"error": {"code": 1}, "choices": [{}]}).error is None


@pytest.mark.parametrize(
    ("message", "preview"),
    [
        (b'{"content":"Water\\n  away"}', "Water away"),
        (b'{"content":[{"type":"text","text":"Water"}]}', "Water"),
        (b'{"content":null,"refusal":"No."}', "No."),
        (b'{"content":null,"tool_calls":' + CALLS + b"}", 'f({"a": 1}) g({"b":2})'),
        (b'{"function_call":{"name":"f","arguments":""}}', "f()"),
        (b"{}", ""),
        (b"[]", ""),
    ],
)
def test_what_an_answer_shows(message: bytes, preview: str) -> None:
    assert said(message) == preview


def test_a_legacy_completion_shows_its_text() -> None:
    assert preview(Answered(choices=[{"text": "Water"}])) == "Water"


@pytest.mark.parametrize("choices", [None, [], "x", [None], [[]], {"message": {}}])
def test_no_choice_shows_nothing(choices: object) -> None:
    assert preview(Answered(choices=choices)) == ""


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["role", "content", "text", "type", "tool_calls", "function", "arguments"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON, JSON)
def test_any_json_gives_a_short_line(content: object, other: object) -> None:
    line = said(msgspec.json.encode({"content": content, "tool_calls": other}))
    assert len(line) <= LONGEST
    assert "\n" not in line
