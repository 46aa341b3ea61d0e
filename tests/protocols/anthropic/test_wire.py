"""Our picture of the request is Anthropic's own: no field of theirs is unknown by mistake."""

import pytest
from anthropic.types import (
    DocumentBlockParam,
    ImageBlockParam,
    TextBlockParam,
    ToolParam,
    ToolResultBlockParam,
    ToolUseBlockParam,
)
from anthropic.types.message_create_params import MessageCreateParamsStreaming

from tailrace.protocols.anthropic import wire

REFUSED_AS_UNKNOWN = {"user_profile_id", "workspace_id", "toolset_name"}
"""They name things that only Anthropic has."""


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (wire.Asked, MessageCreateParamsStreaming),
        (wire.TextBlock, TextBlockParam),
        (wire.ImageBlock, ImageBlockParam),
        (wire.DocumentBlock, DocumentBlockParam),
        (wire.ToolUseBlock, ToolUseBlockParam),
        (wire.ToolResultBlock, ToolResultBlockParam),
        (wire.Tool, ToolParam),
    ],
)
def test_each_field_of_anthropics_types_is_named(ours: type, theirs: type) -> None:
    named = set(ours.__struct_fields__) | {"type"}  # type: ignore[attr-defined]
    assert set(theirs.__annotations__) - REFUSED_AS_UNKNOWN <= named
