from openai.types.responses import Response, ResponseUsage

from tailrace.core.usage import Usage
from tailrace.protocols.chat import Reasoning, Text, ToolCall
from tailrace.protocols.responses.answer import (
    status_for,
    write_items,
    write_response,
    write_usage,
)


def test_a_response_has_all_that_the_sdk_wants() -> None:
    response = Response.model_validate(write_response({"id": "resp_1"}, "completed", []))
    assert response.id == "resp_1"
    assert not response.model_extra


def test_statuses() -> None:
    assert status_for("stop") == status_for("tool_calls") == ("completed", None)
    assert status_for("length") == ("incomplete", {"reason": "max_output_tokens"})
    assert status_for("content_filter") == ("incomplete", {"reason": "content_filter"})
    assert status_for("other") == status_for(None) == ("incomplete", None)


def test_usage() -> None:
    written = write_usage(Usage(9, 5, 2, None, 3))
    assert ResponseUsage.model_validate(written).total_tokens == 14
    assert write_usage(Usage(9)) is None
    assert write_usage(None) is None


def test_a_call_s_seal_goes_before_it() -> None:
    call = ToolCall("a", "f", "{}", "gemini:AAAA")
    items = write_items((Reasoning("Hm."), Text("x"), call), "k")
    assert [item["type"] for item in items] == [
        "reasoning",
        "message",
        "reasoning",
        "function_call",
    ]
    assert items[2] == {
        "id": "rs_k_2",
        "type": "reasoning",
        "summary": [],
        "encrypted_content": "gemini:AAAA",
    }
    assert len({item["id"] for item in items}) == 4
    assert "encrypted_content" not in items[0]
