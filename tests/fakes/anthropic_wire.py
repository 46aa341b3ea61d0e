"""Bytes as Anthropic sends them, after its documentation."""

MESSAGE = b"""{
  "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
  "type": "message",
  "role": "assistant",
  "model": "claude-sonnet-4-5-20250929",
  "content": [
    {"type": "thinking", "thinking": "A gauge, then.", "signature": "EqQBCgIYAhIM"},
    {"type": "text", "text": "The level, ", "citations": null},
    {"type": "text", "text": "in a moment."},
    {"type": "tool_use", "id": "toolu_01T1x1fJ", "name": "get_level", "input": {"gauge": 7}},
    {"type": "tool_use", "id": "toolu_02", "name": "get_time", "input": {}}
  ],
  "stop_reason": "tool_use",
  "stop_sequence": null,
  "usage": {
    "input_tokens": 21,
    "cache_creation_input_tokens": 188,
    "cache_read_input_tokens": 1024,
    "cache_creation": {"ephemeral_5m_input_tokens": 188, "ephemeral_1h_input_tokens": 0},
    "output_tokens": 305,
    "output_tokens_details": {"thinking_tokens": 40},
    "service_tier": "standard"
  }
}"""


def event(name: bytes, data: bytes) -> bytes:
    """Return one event as Anthropic frames it; its data begins with its type."""
    return b"event: " + name + b'\ndata: {"type":"' + name + b'"' + data + b"}\n\n"


def started(index: int, block: bytes) -> bytes:
    """Return the start of a block."""
    return event(b"content_block_start", b',"index":%d,"content_block":%b' % (index, block))


def delta(index: int, piece: bytes) -> bytes:
    """Return a piece of a block."""
    return event(b"content_block_delta", b',"index":%d,"delta":%b' % (index, piece))


def stopped(index: int) -> bytes:
    """Return the end of a block."""
    return event(b"content_block_stop", b',"index":%d' % index)


START = event(
    b"message_start",
    b',"message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant",'
    b'"model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,'
    b'"usage":{"input_tokens":21,"cache_creation_input_tokens":188,"cache_read_input_tokens":1024,'
    b'"output_tokens":2}}',
)
PING = event(b"ping", b"")
STOP = event(b"message_stop", b"")
STREAM = [
    START,
    started(0, b'{"type":"thinking","thinking":"","signature":""}'),
    PING,
    delta(0, b'{"type":"thinking_delta","thinking":"A gauge, "}'),
    delta(0, b'{"type":"thinking_delta","thinking":"then."}'),
    delta(0, b'{"type":"signature_delta","signature":"EqQBCgIYAhIM"}'),
    stopped(0),
    started(1, b'{"type":"text","text":""}'),
    delta(1, b'{"type":"text_delta","text":"The level, "}'),
    stopped(1),
    started(2, b'{"type":"text","text":""}'),
    delta(2, b'{"type":"text_delta","text":"in a moment."}'),
    stopped(2),
    started(3, b'{"type":"tool_use","id":"toolu_01T1x1fJ","name":"get_level","input":{}}'),
    delta(3, b'{"type":"input_json_delta","partial_json":""}'),
    delta(3, b'{"type":"input_json_delta","partial_json":"{\\"gauge\\""}'),
    delta(3, b'{"type":"input_json_delta","partial_json":":7}"}'),
    stopped(3),
    started(4, b'{"type":"tool_use","id":"toolu_02","name":"get_time","input":{}}'),
    delta(4, b'{"type":"input_json_delta","partial_json":""}'),
    stopped(4),
    event(
        b"message_delta",
        b',"delta":{"stop_reason":"tool_use","stop_sequence":null},'
        b'"usage":{"output_tokens":305,"output_tokens_details":{"thinking_tokens":40}}',
    ),
    STOP,
]
"""The stream of `MESSAGE`."""
REDACTED_STREAM = [
    START,
    started(0, b'{"type":"redacted_thinking","data":"EmwKAhgBEgy3va3pzix"}'),
    stopped(0),
    started(1, b'{"type":"text","text":"Done"}'),
    stopped(1),
    event(
        b"message_delta",
        b',"delta":{"stop_reason":"stop_sequence","stop_sequence":"END"},"usage":{"output_tokens":9}',
    ),
    STOP,
]
FAILING_STREAM = [
    START,
    PING,
    event(b"error", b',"error":{"type":"overloaded_error","message":"Overloaded"}'),
]
STREAMS = [STREAM, REDACTED_STREAM, FAILING_STREAM, [one.replace(b"\n", b"\r\n") for one in STREAM]]
