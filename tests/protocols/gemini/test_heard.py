from typing import Any

from tailrace.protocols.chat import ToolCall
from tailrace.protocols.gemini.heard import finish_in, is_answer, is_chunk, parts_of


def test_what_is_an_answer() -> None:
    assert is_answer({"candidates": []})
    assert is_answer({"promptFeedback": {}})
    assert not is_answer({"usageMetadata": {}})
    assert is_chunk({"usageMetadata": {}})
    assert not is_chunk({"candidates": None})


def test_only_the_first_candidate_speaks() -> None:
    first = {"content": {"parts": [{"text": "a"}]}, "finishReason": "STOP"}
    other = {"content": {"parts": [{"text": "b"}]}, "index": 1, "finishReason": "SAFETY"}
    answer = {"candidates": [other, first]}
    assert [getattr(part, "text", "") for part in parts_of(answer)] == ["a"]
    assert finish_in(answer, called=False) == "stop"


def test_calls_of_later_events_get_other_ids() -> None:
    part = {"functionCall": {"name": "f", "args": {"a": 1}}}
    answer = {"candidates": [{"content": {"parts": [part, part]}}], "responseId": "r"}
    first, second = parts_of(answer)
    (third, _) = parts_of(answer, made=2)
    calls = [call for call in (first, second, third) if isinstance(call, ToolCall)]
    assert len({call.id for call in calls}) == 3
    assert list(parts_of(answer)) == [first, second]


def test_odd_shapes_say_nothing() -> None:
    odd: list[Any] = [None, [], {"parts": {}}, {"parts": [1, {"functionCall": {"name": 1}}, {}]}]
    for content in odd:
        assert list(parts_of({"candidates": [{"content": content}]})) == []
    assert finish_in({"promptFeedback": {"blockReason": "SAFETY"}}, called=True) == "content_filter"
    assert finish_in({}, called=True) is None
