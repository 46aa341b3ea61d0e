"""Bytes in the format of OpenAI's Responses, as its documentation describes them."""

import json
from collections.abc import Mapping

CHAT_REQUEST = b"""{
  "model": "gpt-5-mini",
  "instructions": "You are terse.",
  "input": [
    {"role": "developer", "content": "No jokes."},
    {"type": "message", "role": "user", "content": [
      {"type": "input_text", "text": "What is on these?"},
      {"type": "input_image", "image_url": "data:image/png;base64,+/8=", "detail": "low"},
      {"type": "input_image", "image_url": "https://example.org/a.png", "detail": "auto"},
      {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,QQ=="}
    ]},
    {"type": "reasoning", "id": "rs_1", "summary": [
      {"type": "summary_text", "text": "I look."}, {"type": "summary_text", "text": "Maps."}
    ], "encrypted_content": "gAAA"},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "find",
     "arguments": "{\\"q\\":\\"mill\\"}", "status": "completed"},
    {"type": "function_call_output", "call_id": "call_1", "output": "3 mills"},
    {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [
      {"type": "output_text", "text": "Mills.", "annotations": [], "logprobs": []}
    ]},
    {"role": "user", "content": "Count them."}
  ],
  "tools": [
    {"type": "function", "name": "find", "description": "Finds things.", "strict": true,
     "parameters": {"type": "object", "properties": {"q": {"type": "string"}}}},
    {"type": "function", "name": "count", "parameters": null, "strict": false}
  ],
  "tool_choice": {"type": "function", "name": "find"},
  "parallel_tool_calls": false,
  "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"},
                      "strict": true}, "verbosity": "medium"},
  "reasoning": {"effort": "low", "summary": "auto"},
  "max_output_tokens": 400,
  "temperature": 0.2,
  "top_p": 0.9,
  "include": ["reasoning.encrypted_content"],
  "store": false,
  "stream": true,
  "user": "u_17",
  "metadata": {"team": "water"},
  "truncation": "disabled"
}"""

REASONING = {
    "id": "rs_7",
    "type": "reasoning",
    "summary": [
        {"type": "summary_text", "text": "**Rivers**"},
        {"type": "summary_text", "text": "and mills."},
    ],
    "encrypted_content": "gAAA",
}
MESSAGE = {
    "id": "msg_7",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Water away.", "annotations": [], "logprobs": []}],
}
CALL = {
    "id": "fc_7",
    "type": "function_call",
    "status": "completed",
    "call_id": "call_7",
    "name": "find",
    "arguments": '{"q":"mill"}',
}
OTHER_CALL = {**CALL, "id": "fc_8", "call_id": "call_8", "arguments": "{}"}
USAGE = {
    "input_tokens": 412,
    "input_tokens_details": {"cached_tokens": 128},
    "output_tokens": 165,
    "output_tokens_details": {"reasoning_tokens": 120},
    "total_tokens": 577,
}
RESPONSE = {
    "id": "resp_7",
    "object": "response",
    "created_at": 1795435200,
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "model": "gpt-5-mini-2025-08-07",
    "output": [REASONING, MESSAGE, CALL, OTHER_CALL],
    "usage": USAGE,
}
ANSWER = json.dumps(RESPONSE).encode()
REFUSED = json.dumps(
    {
        **RESPONSE,
        "output": [{**MESSAGE, "content": [{"type": "refusal", "refusal": "I cannot."}]}],
    }
).encode()


def event(kind: str, **fields: object) -> bytes:
    """Return one event of a stream."""
    data = json.dumps({"type": kind, **fields})
    return f"event: {kind}\ndata: {data}\n\n".encode()


CREATED = event("response.created", response={**RESPONSE, "status": "in_progress", "output": []})


def _summary(index: int, text: str) -> list[bytes]:
    at = {"item_id": "rs_7", "output_index": 0, "summary_index": index}
    return [
        event("response.reasoning_summary_part.added", **at, part={"text": ""}),
        event("response.reasoning_summary_text.delta", **at, delta=text),
        event("response.reasoning_summary_text.done", **at, text=text),
        event("response.reasoning_summary_part.done", **at, part={"text": text}),
    ]


def _call(item: Mapping[str, object], index: int, *pieces: str) -> list[bytes]:
    at = {"item_id": item["id"], "output_index": index}
    deltas = [
        event("response.function_call_arguments.delta", **at, delta=piece) for piece in pieces
    ]
    return [
        event("response.output_item.added", output_index=index, item={**item, "arguments": ""}),
        *deltas,
        event("response.function_call_arguments.done", **at, arguments=item["arguments"]),
        event("response.output_item.done", output_index=index, item=item),
    ]


_TEXT_AT = {"item_id": "msg_7", "output_index": 1, "content_index": 0}
STREAM = [
    CREATED,
    event("response.in_progress", response={**RESPONSE, "status": "in_progress", "output": []}),
    event("response.output_item.added", output_index=0, item={"id": "rs_7", "type": "reasoning"}),
    *_summary(0, "**Rivers**"),
    *_summary(1, "and mills."),
    event("response.output_item.done", output_index=0, item=REASONING),
    event("response.output_item.added", output_index=1, item={**MESSAGE, "content": []}),
    event("response.content_part.added", **_TEXT_AT, part={"type": "output_text", "text": ""}),
    event("response.output_text.delta", **_TEXT_AT, delta="Water "),
    event("response.output_text.delta", **_TEXT_AT, delta="away."),
    event("response.output_text.done", **_TEXT_AT, text="Water away."),
    event("response.output_item.done", output_index=1, item=MESSAGE),
    *_call(CALL, 2, '{"q":', '"mill"}'),
    *_call(OTHER_CALL, 3, "{}"),
    event("response.completed", response=RESPONSE),
]
BRIEF_STREAM = [
    CREATED,
    event("response.output_item.done", output_index=0, item=REASONING),
    event("response.output_item.done", output_index=1, item=MESSAGE),
    event("response.output_item.done", output_index=2, item=CALL),
    event("response.output_item.done", output_index=3, item=OTHER_CALL),
    event("response.completed", response=RESPONSE),
]
"""A server that tells of whole items only."""
FAILING_STREAM = [
    CREATED,
    event(
        "response.failed",
        response={
            **RESPONSE,
            "status": "failed",
            "error": {"code": "rate_limit_exceeded", "message": "Slow down."},
        },
    ),
]
ERROR_STREAM = [
    CREATED,
    event("error", error={"type": "server_error", "code": None, "message": "Oh no."}),
    event("response.output_text.delta", delta="late"),
]
REFUSING_STREAM = [
    CREATED,
    event("response.refusal.delta", output_index=0, content_index=0, delta="I cannot."),
    event("response.completed", response=json.loads(REFUSED)),
]
