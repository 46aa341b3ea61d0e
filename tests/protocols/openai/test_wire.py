"""Our picture of the request is OpenAI's own: no field of theirs is unknown to us."""

from typing import get_type_hints

import pytest
from openai.types.chat import (
    ChatCompletionAssistantMessageParam,
    ChatCompletionFunctionToolParam,
    ChatCompletionToolMessageParam,
    ChatCompletionUserMessageParam,
)
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from openai.types.shared_params import FunctionDefinition

from tailrace.protocols.openai import wire


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (wire.Asked, CompletionCreateParamsStreaming),
        (wire.UserMessage, ChatCompletionUserMessageParam),
        (wire.AssistantMessage, ChatCompletionAssistantMessageParam),
        (wire.ToolMessage, ChatCompletionToolMessageParam),
        (wire.FunctionTool, ChatCompletionFunctionToolParam),
        (wire.Function, FunctionDefinition),
    ],
)
def test_each_field_of_openais_types_is_named(ours: type, theirs: type) -> None:
    named = set(get_type_hints(ours)) | {"role"}
    assert set(theirs.__annotations__) <= named
