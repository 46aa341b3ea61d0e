import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.capture.document import Answered, read_answered, read_asked
from tailrace.capture.preview import LONGEST, input_preview, one_line, output_preview
from tests.fakes import openai_wire as wire

PARTS = (
    b'[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"data:x"}},'
    b'"and",7,{"type":3}]'
)
CALLS = (
    b'[{"function":{"name":"f","arguments":"{\\"a\\": 1}"}},'
    b'{"function":{"name":"g","arguments":{"b":2}}},{"function":null},3]'
)


def asked(body: bytes) -> str:
    return input_preview(read_asked(body))


def said(message: bytes) -> str:
    return output_preview(read_answered(b'{"choices":[{"message":' + message + b"}]}"))


def test_the_last_user_message_is_shown() -> None:
    assert asked(wire.CHAT_REQUEST) == "Of a hydro power station."


@pytest.mark.parametrize(
    ("body", "preview"),
    [
        (b'{"messages":[{"role":"system","content":"a"},{"role":"tool","content":"b"}]}', "b"),
        (b'{"messages":[{"role":"user","content":"u"},{"role":"tool","content":"t"}]}', "u"),
        (b'{"messages":[{"role":"user","content":' + PARTS + b"}]}", "See [image_url] and"),
        (b'{"messages":[{"role":"user","content":null}]}', ""),
        (b'{"messages":["user",5]}', ""),
        (b'{"messages":{"role":"user"}}', ""),
        (b'{"prompt":"Once  upon"}', "Once upon"),
        (b'{"input":["a mill","a  race"]}', "a mill a race"),
        (b'{"input":[1,2,3]}', "[3 tokens]"),
        (b'{"input":[[1,2],[3]]}', "[2 tokens] [1 tokens]"),
        (b'{"input":{"text":"a"}}', ""),
        (b"not json", ""),
    ],
)
def test_what_a_request_shows(body: bytes, preview: str) -> None:
    assert asked(body) == preview


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
    assert output_preview(Answered(choices=[{"text": "Water"}])) == "Water"


@pytest.mark.parametrize("choices", [None, [], "x", [None], [[]], {"message": {}}])
def test_no_choice_shows_nothing(choices: object) -> None:
    assert output_preview(Answered(choices=choices)) == ""


def test_a_long_text_ends_with_an_ellipsis() -> None:
    line = one_line("word " * 1000)
    assert len(line) == LONGEST
    assert line.endswith("word …")
    assert one_line("x" * LONGEST) == "x" * LONGEST
    assert one_line(" " * 9000 + "late") == "late"


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


@given(JSON, JSON)
def test_any_json_gives_a_short_line(content: object, other: object) -> None:
    message = {"role": "user", "content": content, "tool_calls": other}
    lines = [
        asked(msgspec.json.encode({"messages": [message], "input": other})),
        asked(msgspec.json.encode({"messages": content, "input": other})),
        said(msgspec.json.encode(message)),
    ]
    assert all(len(line) <= LONGEST and "\n" not in line for line in lines)
