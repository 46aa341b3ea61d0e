"""The grammar of Anthropic's streams, which its clients rely on."""

from typing import Any

from anthropic.types import RawMessageStreamEvent
from pydantic import TypeAdapter

from tailrace.protocols.sse import data_of, name_of, split_events

EVENT: TypeAdapter[Any] = TypeAdapter(RawMessageStreamEvent)


def in_order(stream: bytes) -> None:
    """Check that each event is of Anthropic's own types, and one block follows the other."""
    said = [EVENT.validate_json(data_of(event), strict=True) for event in split_events(stream)]
    assert [event.type.encode() for event in said] == list(map(name_of, split_events(stream)))
    kinds = [event.type for event in said]
    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
    running, is_open = -1, False
    for event in said[1:-2]:
        if event.type == "content_block_start":
            assert not is_open
            running, is_open = running + 1, True
        assert is_open
        assert event.index == running
        is_open = event.type != "content_block_stop"
    assert not is_open
