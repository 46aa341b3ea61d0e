import json
from typing import Any

from tailrace.protocols.chat import ToolCall
from tailrace.protocols.responses.opened import Calling, Lines, Thought, Words
from tailrace.protocols.sse import data_of, split_events


def kinds(stream: bytes) -> list[Any]:
    return [json.loads(data_of(event))["type"] for event in split_events(stream)]


def test_events_are_numbered() -> None:
    lines = Lines()
    assert lines.line("error", code="a") == (
        b'event: error\ndata: {"type":"error","code":"a","sequence_number":0}\n\n'
    )
    assert b'"sequence_number":1' in lines.line("error")


def test_a_message() -> None:
    words = Words(Lines(), 0, "k")
    stream = words.open() + words.more("a") + words.more("b")
    end, item = words.close()
    assert kinds(stream + end) == [
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
    ]
    assert item["content"][0]["text"] == "ab"


def test_a_thought_without_words_has_no_paragraph() -> None:
    thought = Thought(Lines(), 0, "k")
    thought.seal("gemini:x")
    end, item = thought.close()
    assert kinds(thought.open() + thought.more("") + end) == [
        "response.output_item.added",
        "response.output_item.done",
    ]
    assert (item["summary"], item["encrypted_content"]) == ([], "gemini:x")


def test_a_call_is_whole_when_its_arguments_are() -> None:
    call = Calling(Lines(), 0, "k", ToolCall("a", "f", ""))
    call.more('{"q":')
    assert not call.is_whole()
    call.more("1}")
    assert call.is_whole()
    assert call.close()[1]["arguments"] == '{"q":1}'
