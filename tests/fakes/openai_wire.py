"""Bytes as OpenAI and servers that speak its protocol send them."""

CHAT_REQUEST = b"""{
  "model": "gpt-4o-mini",
  "messages": [
    {"role": "system", "content": "You are terse."},
    {"role": "user", "content": "What is a tailrace?"},
    {"role": "assistant", "content": "Of a mill?"},
    {"role": "user", "content": "Of a   hydro\\npower station."}
  ],
  "temperature": 0.2,
  "max_tokens": 400,
  "stop": ["END"],
  "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
  "response_format": {"type": "json_object"},
  "metadata": {"team": "water"}
}"""

CHAT_ANSWER = b"""{
  "id": "chatcmpl-BfN2kq7w",
  "object": "chat.completion",
  "created": 1795435200,
  "model": "gpt-4o-mini-2024-07-18",
  "choices": [
    {
      "index": 0,
      "message": {
        "role": "assistant",
        "content": "The channel that carries water away from the turbines.",
        "refusal": null,
        "annotations": []
      },
      "logprobs": null,
      "finish_reason": "stop"
    }
  ],
  "usage": {
    "prompt_tokens": 412,
    "completion_tokens": 45,
    "total_tokens": 457,
    "prompt_tokens_details": {"cached_tokens": 128, "audio_tokens": 0},
    "completion_tokens_details": {
      "reasoning_tokens": 0,
      "audio_tokens": 0,
      "accepted_prediction_tokens": 0,
      "rejected_prediction_tokens": 0
    }
  },
  "service_tier": "default",
  "system_fingerprint": "fp_34a54ae93c"
}
"""

EMBEDDINGS_REQUEST = (
    b'{"model":"text-embedding-3-small","input":["a mill","a  race"],"dimensions":3}'
)
EMBEDDINGS_ANSWER = (
    b'{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1,-0.2,0.3]},'
    b'{"object":"embedding","index":1,"embedding":[0.4,0.5,-0.6]}],'
    b'"model":"text-embedding-3-small","usage":{"prompt_tokens":7,"total_tokens":7}}'
)

_HEAD = (
    b'{"id":"chatcmpl-BfN3","object":"chat.completion.chunk","created":1795435201,'
    b'"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_34a5",'
)
_USAGE = (
    b'"usage":{"prompt_tokens":20,"completion_tokens":6,"total_tokens":26,'
    b'"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},'
    b'"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0}}}'
)


def chunk(choices: bytes, usage: bytes = b'"usage":null}') -> bytes:
    """Return one event with the given choices, as OpenAI frames it."""
    return b"data: " + _HEAD + b'"choices":' + choices + b"," + usage + b"\n\n"


def delta(piece: bytes, finish_reason: bytes = b"null", index: bytes = b"0") -> bytes:
    """Return one event with one delta."""
    choice = b'{"index":' + index + b',"delta":' + piece + b',"logprobs":null,"finish_reason":'
    return chunk(b"[" + choice + finish_reason + b"}]")


ROLE = delta(b'{"role":"assistant","content":"","refusal":null}')
USAGE_ONLY = chunk(b"[]", _USAGE)
DONE = b"data: [DONE]\n\n"
TEXT_STREAM = [
    ROLE,
    delta(b'{"content":"Water"}'),
    delta('{"content":" flüßt"}'.encode()),
    delta(b'{"content":" \\ud83d\\udca7."}'),
    delta(b"{}", b'"stop"'),
    USAGE_ONLY,
    DONE,
]

TOOLS_STREAM = [
    delta(
        b'{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a",'
        b'"type":"function","function":{"name":"get_level","arguments":""}}],"refusal":null}'
    ),
    delta(b'{"tool_calls":[{"index":0,"function":{"arguments":"{\\"gauge\\":"}}]}'),
    delta(b'{"tool_calls":[{"index":0,"function":{"arguments":" 7}"}}]}'),
    delta(
        b'{"tool_calls":[{"index":1,"id":"call_b","type":"function",'
        b'"function":{"name":"get_flow","arguments":""}}]}'
    ),
    delta(b'{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}'),
    delta(b"{}", b'"tool_calls"'),
    USAGE_ONLY,
    DONE,
]

_DEEPSEEK = b'data:{"id":"ds-1","model":"deepseek-reasoner","object":"chat.completion.chunk",'
_FIRST_THOUGHT = b'{"role":"assistant","content":null,"reasoning_content":"Hm"}'
_LAST = b'"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":9}}\r\n\r\n'
REASONING_STREAM_CRLF = [
    b": keep-alive\r\n\r\n",
    _DEEPSEEK + b'"choices":[{"index":0,"delta":' + _FIRST_THOUGHT + b"}]}\r\n\r\n",
    _DEEPSEEK + b'"choices":[{"index":0,"delta":{"reasoning_content":", well"}}]}\r\n\r\n',
    _DEEPSEEK + b'"choices":[{"index":0,"delta":{"content":"Yes."},' + _LAST,
    b"data:[DONE]\r\n\r\n",
]

_SERVER_ERROR = (
    b'{"error":{"message":"The server had an error while processing your request. '
    b'Sorry about that!","type":"server_error","param":null,"code":null}}'
)
FAILING_STREAM = [
    ROLE,
    delta(b'{"content":"Water"}'),
    b"event: error\ndata: " + _SERVER_ERROR + b"\n\n",
]

RATE_LIMITED = (
    b'{"error":{"message":"Rate limit reached for gpt-4o-mini: limit 3, used 3, requested 1.",'
    b'"type":"requests","param":null,"code":"rate_limit_exceeded"}}'
)
BAD_GATEWAY_PAGE = (
    b"<html>\r\n<head><title>502 Bad Gateway</title><style>body {color: red}</style></head>\r\n"
    b"<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n"
    b"</body>\r\n</html>\r\n"
)
