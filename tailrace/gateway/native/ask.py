"""What a native request asks for.

It names a workflow, or a provider and a model, and is otherwise a chat completion. What providers
know of it is sent on; every other member is the caller's own, stored with the request but never
sent.
"""

from typing import Any

import msgspec

from tailrace.core.errors import BadInput
from tailrace.gateway.call import Ask
from tailrace.gateway.outputs.wanted import Wanted, inline, of_response_format

SENT_ON = frozenset(
    {
        "messages",
        "temperature",
        "top_p",
        "top_k",
        "min_p",
        "n",
        "stop",
        "seed",
        "max_tokens",
        "max_completion_tokens",
        "presence_penalty",
        "frequency_penalty",
        "repetition_penalty",
        "logit_bias",
        "logprobs",
        "top_logprobs",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "functions",
        "function_call",
        "response_format",
        "modalities",
        "audio",
        "prediction",
        "reasoning",
        "reasoning_effort",
        "verbosity",
        "service_tier",
        "store",
        "user",
        "stream",
        "stream_options",
        "safety_identifier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "web_search_options",
    }
)
"""What providers know, besides the model."""
_FORMATS = {"wrapped": True, "raw": False}


class _Body(msgspec.Struct):
    """The members with a meaning here; the wrong type of one is refused."""

    messages: list[Any]
    workflow: str = ""
    provider: str = ""
    model: str = ""
    response_format: Any = None
    structured_output_schema: dict[str, Any] | None = None
    metadata: Any = None
    user: Any = None
    stream: bool | None = None
    stream_options: Any = None
    format: str = "wrapped"
    test_mode: bool = False


_BODY = msgspec.json.Decoder(_Body)
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read(body: bytes) -> Ask:
    """Return what a native request asks for; raises BadInput that names the member at fault."""
    try:
        asked, members = _BODY.decode(body), _MEMBERS.decode(body)
    except RecursionError:
        raise BadInput("The body is nested too deeply.") from None
    except ValueError as error:
        raise BadInput(
            f"The body cannot be read: {error}.",
            hint="Send messages, and a workflow or a provider and a model.",
        ) from None
    _check(asked)
    sent = {name: value for name, value in members.items() if name in SENT_ON}
    sent["model"] = msgspec.Raw(msgspec.json.encode(asked.model or asked.workflow))
    if asked.structured_output_schema is not None:
        sent["response_format"] = _schema_format(members["structured_output_schema"])
    options = asked.stream_options
    return Ask(
        body=msgspec.json.encode(sent),
        model=asked.model,
        provider=asked.provider,
        workflow=asked.workflow,
        streamed=asked.stream is True,
        wants_usage=isinstance(options, dict) and options.get("include_usage") is True,
        user=asked.user if isinstance(asked.user, str) else "",
        metadata=asked.metadata,
        test_mode=asked.test_mode,
        structured="response_format" in sent,
        wanted=_wanted(asked),
        wrapped=_FORMATS[asked.format],
    )


def _check(asked: _Body) -> None:
    if asked.format not in _FORMATS:
        raise BadInput(f"format {asked.format!r} is not known.", hint="Use wrapped or raw.")
    if not asked.workflow and not asked.model:
        raise BadInput(
            "The body names neither a workflow nor a model.",
            hint="Name a workflow, or a provider and a model.",
        )
    if asked.structured_output_schema is not None and asked.response_format is not None:
        raise BadInput(
            "The body has both structured_output_schema and response_format.",
            hint="Send one of them.",
        )


def _wanted(asked: _Body) -> Wanted | None:
    """Return the schema that the request brings."""
    if asked.structured_output_schema is not None:
        return inline(asked.structured_output_schema)
    return of_response_format(asked.response_format)


def _schema_format(schema: msgspec.Raw) -> msgspec.Raw:
    wanted = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    return msgspec.Raw(msgspec.json.encode(wanted))
