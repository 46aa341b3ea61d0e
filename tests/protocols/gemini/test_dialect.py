"""Google's own client, talking over a real connection to what the dialect writes."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from google import genai
from google.genai import types
from google.genai.errors import APIError

from tailrace.core.usage import Usage
from tailrace.protocols.chat import Broken, Chat, Reasoning, Reply, Text, TextPiece, ToolCall
from tailrace.protocols.fold import unfold
from tailrace.protocols.gemini.dialect import Gemini

GEMINI = Gemini()
REPLY = Reply(
    id="r-1",
    model="claude",
    parts=(Reasoning("Hm."), Text("Water "), ToolCall("a", "f", '{"q":1}', "gemini:AAAA")),
    finish="tool_calls",
    usage=Usage(9, 5, 2, None, 3),
)


class Google(ThreadingHTTPServer):
    """Answers as Google does, in the dialect; keeps the last chat that it was asked."""

    daemon_threads = True
    chat: Chat


class Handler(BaseHTTPRequestHandler):
    server: Google

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.chat = GEMINI.read_chat(self.rfile.read(length))
        status, body = 200, GEMINI.write_reply(REPLY, now_s=0)
        if "busy" in self.path:
            status, body = 429, GEMINI.error(429, "limit_reached", "Slow down.")
        if "alt=sse" in self.path:
            events = unfold(REPLY)
            if "broken" in self.path:
                events = [TextPiece("a"), Broken("overloaded", "Busy.", 503)]
            writer = GEMINI.stream_writer(now_s=0, usage=False)
            body = writer.write(events) + writer.end()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def google() -> Iterator[Google]:
    with Google(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(google: Google) -> Iterator[genai.Client]:
    options = types.HttpOptions(base_url=f"http://127.0.0.1:{google.server_port}")
    with genai.Client(api_key="a", vertexai=False, http_options=options) as client:
        yield client


def find(q: int) -> str:
    """Finds things."""
    return str(q)


CONFIG = types.GenerateContentConfig(
    system_instruction="You are terse.",
    tools=[find],
    automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    thinking_config=types.ThinkingConfig(thinking_budget=99, include_thoughts=True),
    stop_sequences=["END"],
)


def test_the_sdk_asks_and_is_answered(google: Google, client: genai.Client) -> None:
    image = types.Part.from_bytes(data=b"\xfb\xff", mime_type="image/png")
    answer = client.models.generate_content(
        model="gemini-3-pro", contents=["Hello", image], config=CONFIG
    )
    assert answer.function_calls
    assert answer.function_calls[0].args == {"q": 1}
    assert answer.usage_metadata is not None
    assert answer.usage_metadata.total_token_count == 14
    chat = google.chat
    assert chat.system == (Text("You are terse."),)
    assert chat.thinking_tokens == 99
    assert chat.tools[0].schema == {
        "type": "object",
        "properties": {"q": {"type": "integer"}},
        "required": ["q"],
    }
    assert json.dumps(answer.candidates and answer.candidates[0].finish_reason) == '"STOP"'


def test_the_sdk_streams(client: genai.Client) -> None:
    chunks = list(
        client.models.generate_content_stream(model="gemini-3-pro", contents="Hello", config=CONFIG)
    )
    assert "".join(chunk.text or "" for chunk in chunks if not chunk.function_calls) == "Water "
    assert [call.name for chunk in chunks for call in chunk.function_calls or ()] == ["f"]
    assert chunks[-1].usage_metadata is not None


def test_a_history_with_seals_comes_back(google: Google, client: genai.Client) -> None:
    first = client.models.generate_content(model="m", contents="Hello", config=CONFIG)
    assert first.candidates is not None
    said = first.candidates[0].content
    assert said is not None
    result = types.Part.from_function_response(name="f", response={"output": "1"})
    user = types.Content(role="user", parts=[result])
    client.models.generate_content(model="m", contents=[said, user], config=CONFIG)
    assert google.chat.turns[0].parts == REPLY.parts


@pytest.mark.parametrize("model", ["busy", "broken"])
def test_errors_are_raised(client: genai.Client, model: str) -> None:
    with pytest.raises(APIError) as raised:
        list(client.models.generate_content_stream(model=model, contents="Hello"))
    assert raised.value.code == {"busy": 429, "broken": 503}[model]
