"""What a list shows of a request, in whichever dialect it was asked."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailrace.capture.document import read_asked
from tailrace.capture.said.asked import input_preview
from tailrace.capture.said.words import LONGEST
from tests.fakes import gemini_wire, responses_wire
from tests.fakes import openai_wire as wire

PARTS = (
    b'[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"data:x"}},'
    b'"and",7,{"type":3}]'
)
ANSWERED = b'{"role":"user","parts":[{"functionResponse":{"name":"f"}}]}'
RESULT = b'[{"type":"tool_result","content":"7"}]}]}'


def asked(body: bytes) -> str:
    return input_preview(read_asked(body))


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
        (b'{"input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]}]}', "Hi"),
        (b'{"input":[{"role":"user","content":"a"},{"type":"function_call","name":"f"}]}', "a"),
        (b'{"input":[{"type":"function_call_output","call_id":"c","output":"7"}]}', "7"),
        (
            b'{"contents":[{"role":"user","parts":[{"text":"a"},{"inlineData":{}}]}]}',
            "a [inlineData]",
        ),
        (b'{"contents":[{"parts":[{"text":"no role"}]}]}', "no role"),
        (b'{"contents":[{"role":"user","parts":[{"text":"a"}]},' + ANSWERED + b"]}", "a"),
        (b'{"messages":[{"role":"user","content":"a"},{"role":"user","content":' + RESULT, "a"),
        (b"not json", ""),
    ],
)
def test_what_a_request_shows(body: bytes, preview: str) -> None:
    assert asked(body) == preview


def test_requests_of_other_vendors_show_what_was_said_last() -> None:
    assert asked(gemini_wire.CHAT_REQUEST) != ""
    assert asked(responses_wire.CHAT_REQUEST) != ""


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["role", "content", "text", "type", "parts", "output", "functionResponse"]
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
    message = {"role": "user", "content": content, "parts": other}
    bodies = [
        {"messages": [message], "input": other},
        {"messages": content, "input": other},
        {"contents": [{"role": "user", "parts": content}, message]},
        {"input": [other, message]},
    ]
    for line in map(asked, map(msgspec.json.encode, bodies)):
        assert len(line) <= LONGEST
        assert "\n" not in line
