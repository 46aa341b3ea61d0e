"""A fake Gemini, to be served over real HTTP: generateContent, whole and streamed, with tools."""

import json
from typing import Any

from tests.fakes.provider import Behaviour, FakeProvider, Turn, answer, stream

MODEL = "gemini-2.5-flash"
PROMPT_TOKENS, OUTPUT_TOKENS, THOUGHT_TOKENS = 9, 5, 3
WORDS = ("Snow ", "melts ", "away.")
_USAGE = {
    "promptTokenCount": PROMPT_TOKENS,
    "candidatesTokenCount": OUTPUT_TOKENS,
    "thoughtsTokenCount": THOUGHT_TOKENS,
    "totalTokenCount": PROMPT_TOKENS + OUTPUT_TOKENS + THOUGHT_TOKENS,
}


class GeminiProvider(FakeProvider):
    """Answers below `/v1beta/models`."""

    base_path = "/v1beta"

    def __init__(self) -> None:
        super().__init__(MODEL)

    async def _well(self, turn: Turn) -> None:
        path = turn.received.path
        if path == "/v1beta/models":
            await answer({"models": [{"name": f"models/{name}"} for name in self.models]})(turn)
        elif path.endswith(":countTokens"):
            await answer({"totalTokens": PROMPT_TOKENS})(turn)
        elif path.endswith(":streamGenerateContent"):
            await stream(*_chunks(turn.received.json))(turn)
        elif path.endswith(":generateContent"):
            await answer(_answer([_whole(turn.received.json)], "STOP"))(turn)
        else:
            await failure(404, "NOT_FOUND", "Not found.")(turn)


def failure(status: int, kind: str, message: str) -> Behaviour:
    """Answer with an error in Google's shape."""
    return answer({"error": {"code": status, "message": message, "status": kind}}, status)


def _whole(request: Any) -> dict[str, Any]:
    tools = request.get("tools")
    if not tools:
        return {"text": "".join(WORDS)}
    name = tools[0]["functionDeclarations"][0]["name"]
    return {"functionCall": {"name": name, "args": {"city": "Berlin"}}}


def _answer(parts: list[Any], finish: str | None) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    return {
        "candidates": [candidate],
        "usageMetadata": _USAGE,
        "modelVersion": MODEL,
        "responseId": "resp_1",
    }


def _chunks(request: Any) -> list[bytes]:
    part = _whole(request)
    parts: list[Any] = [{"text": word} for word in WORDS] if "text" in part else [part]
    ends = [None] * (len(parts) - 1) + ["STOP"]
    return [_event(_answer([part], end)) for part, end in zip(parts, ends, strict=True)]


def _event(document: Any) -> bytes:
    return b"data: " + json.dumps(document).encode() + b"\r\n\r\n"
