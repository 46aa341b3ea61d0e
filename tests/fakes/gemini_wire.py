"""Bytes in Google's format, as its documentation describes them and its service sends them."""

CHAT_REQUEST = b"""{
  "system_instruction": {"parts": [{"text": "You are terse."}]},
  "contents": [
    {"role": "user", "parts": [
      {"text": "What is on these?"},
      {"inline_data": {"mime_type": "image/png", "data": "-_8="}},
      {"fileData": {"mimeType": "application/pdf", "fileUri": "https://example.org/a.pdf"}}
    ]},
    {"role": "model", "parts": [
      {"text": "I look at the maps.", "thought": true},
      {"functionCall": {"name": "find", "args": {"q": "mill"}}, "thoughtSignature": "c2lnbg=="},
      {"functionCall": {"name": "find", "args": {"q": "dam"}}}
    ]},
    {"role": "user", "parts": [
      {"functionResponse": {"name": "find", "response": {"output": "3 mills"}}},
      {"functionResponse": {"name": "find", "response": {"error": "no such map"}}}
    ]},
    {"role": "model", "parts": [{"text": "Mills.", "thoughtSignature": "dGV4dA=="}]},
    {"parts": [{"text": "Count them."}]}
  ],
  "tools": [{"functionDeclarations": [
    {
      "name": "find",
      "description": "Finds things on a map.",
      "parameters": {
        "type": "OBJECT",
        "properties": {
          "limit": {"type": "INTEGER", "nullable": true},
          "q": {"type": "STRING", "maxLength": "80"}
        },
        "propertyOrdering": ["q", "limit"],
        "required": ["q"]
      }
    },
    {"name": "count", "parametersJsonSchema": {"type": "object", "additionalProperties": false}}
  ]}],
  "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["find"]}},
  "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
  "generationConfig": {
    "temperature": 0.2,
    "topP": 0.9,
    "topK": 40.0,
    "maxOutputTokens": 400,
    "stopSequences": ["END"],
    "presencePenalty": 0.5,
    "frequencyPenalty": -0.5,
    "seed": 7,
    "candidateCount": 1,
    "responseMimeType": "application/json",
    "responseSchema": {"type": "OBJECT", "properties": {"n": {"type": "INTEGER"}}},
    "thinkingConfig": {"thinkingBudget": 1024, "includeThoughts": true}
  }
}"""

ANSWER = b"""{
  "candidates": [
    {
      "content": {
        "parts": [
          {"text": "A mill has one.", "thought": true},
          {"text": "The channel that carries water away."},
          {
            "functionCall": {"name": "find", "args": {"q": "mill", "limit": 3}},
            "thoughtSignature": "c2lnbg=="
          },
          {"functionCall": {"id": "own-id", "name": "count", "args": {}}}
        ],
        "role": "model"
      },
      "finishReason": "STOP",
      "index": 0,
      "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}]
    }
  ],
  "usageMetadata": {
    "promptTokenCount": 412,
    "candidatesTokenCount": 45,
    "totalTokenCount": 577,
    "cachedContentTokenCount": 128,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 412}],
    "thoughtsTokenCount": 120
  },
  "modelVersion": "gemini-2.5-flash",
  "responseId": "mAitaLmkHPPlz7IPvtfUqQ4"
}"""

BLOCKED = b"""{
  "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
  "usageMetadata": {"promptTokenCount": 9, "totalTokenCount": 9},
  "modelVersion": "gemini-2.5-flash",
  "responseId": "x1"
}"""

ERROR = b"""{
  "error": {
    "code": 429,
    "message": "You exceeded your current quota.",
    "status": "RESOURCE_EXHAUSTED"
  }
}"""


def event(answer: bytes) -> bytes:
    """Return one event of a stream, with line ends as Google writes them."""
    return b"data: " + answer + b"\r\n\r\n"


def chunk(candidate: bytes, usage: bytes = b'"promptTokenCount":8,"totalTokenCount":8') -> bytes:
    """Return an event with one candidate."""
    names = b'"modelVersion":"gemini-3-flash","responseId":"r-1"'
    return event(
        b'{"candidates":[' + candidate + b'],"usageMetadata":{' + usage + b"}," + names + b"}"
    )


def part(inner: bytes) -> bytes:
    """Return a candidate that says one more thing."""
    return b'{"content":{"parts":[' + inner + b'],"role":"model"},"index":0}'


LAST = b'"promptTokenCount":8,"candidatesTokenCount":5,"thoughtsTokenCount":30,"totalTokenCount":43'
TEXT_STREAM = [
    chunk(part(b'{"text":"**Rivers**","thought":true}')),
    chunk(part(b'{"text":" and mills.","thought":true}')),
    chunk(part(b'{"text":"Water "}')),
    chunk(part(b'{"text":"goes \xc3\xbcber."}')),
    chunk(
        b'{"content":{"parts":[{"text":"","thoughtSignature":"c2lnbg=="}],"role":"model"},'
        b'"finishReason":"STOP","index":0}',
        LAST,
    ),
]
TOOLS_STREAM = [
    chunk(
        part(
            b'{"functionCall":{"name":"find","args":{"q":"mill"}},"thoughtSignature":"c2lnbg=="},'
            b'{"functionCall":{"name":"find","args":{"q":"dam"}}}'
        )
    ),
    chunk(b'{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP"}', LAST),
]
FAILING_STREAM = [TEXT_STREAM[2], event(ERROR.replace(b"\n", b"")), TEXT_STREAM[3]]
BARE_ERROR_STREAM = [TEXT_STREAM[2], ERROR.replace(b"\n", b"\r\n")]
BLOCKED_STREAM = [event(BLOCKED.replace(b"\n", b""))]
