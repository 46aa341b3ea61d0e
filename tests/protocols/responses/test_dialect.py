"""OpenAI's own client, talking over a real connection to what the dialect writes."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import openai
import pytest
from openai.types.responses import ResponseFunctionToolCall

from tailrace.core.usage import Usage
from tailrace.protocols.chat import Broken, Chat, Event, Reasoning, Reply, Text, TextPiece, ToolCall
from tailrace.protocols.fold import unfold
from tailrace.protocols.responses.dialect import Responses

RESPONSES = Responses()
REPLY = Reply(
    id="msg_1",
    model="claude",
    parts=(
        Reasoning("Hm.", "anthropic:x"),
        Text("Water."),
        ToolCall("a", "f", '{"q":1}', "gemini:AAAA"),
    ),
    finish="tool_calls",
    usage=Usage(9, 5, 2, None, 3),
)


class OpenAi(ThreadingHTTPServer):
    """Answers as OpenAI does, in the dialect; keeps the last chat that it was asked."""

    daemon_threads = True
    chat: Chat


class Handler(BaseHTTPRequestHandler):
    server: OpenAi

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.chat = chat = RESPONSES.read_chat(self.rfile.read(length))
        status, kind, body = 200, "application/json", RESPONSES.write_reply(REPLY, now_s=7)
        if chat.model == "busy":
            status, body = 429, RESPONSES.error(429, "limit_reached", "Slow down.")
        elif chat.stream:
            broken: list[Event] = [TextPiece("a"), Broken("overloaded", "Busy.", 503)]
            writer = RESPONSES.stream_writer(now_s=7, usage=False)
            kind = "text/event-stream"
            body = writer.write(broken if chat.model == "broken" else unfold(REPLY)) + writer.end()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[OpenAi]:
    with OpenAi(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(server: OpenAi) -> Iterator[openai.OpenAI]:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    with openai.OpenAI(api_key="a", base_url=url, max_retries=0) as client:
        yield client


def test_the_sdk_asks_and_gives_the_answer_back(server: OpenAi, client: openai.OpenAI) -> None:
    first = client.responses.create(model="m", input="Hello", store=False)
    assert first.output_text == "Water."
    assert first.usage is not None
    assert first.usage.total_tokens == 14
    history: list[Any] = [item.model_dump(exclude_none=True) for item in first.output]
    history.append({"type": "function_call_output", "call_id": "a", "output": "1"})
    client.responses.create(model="m", input=history)
    assert server.chat.turns[0].parts == (
        Reasoning("Hm.", "anthropic:x"),
        Text("Water."),
        Reasoning(signature="gemini:AAAA", hidden=True),
        ToolCall("a", "f", '{"q":1}'),
    )


def test_the_sdk_adds_a_stream_up(client: openai.OpenAI) -> None:
    with client.responses.stream(model="m", input="Hello") as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert final.output_text == "Water."
    calls = [item for item in final.output if isinstance(item, ResponseFunctionToolCall)]
    assert [call.arguments for call in calls] == ['{"q":1}']


def test_errors_are_raised(client: openai.OpenAI) -> None:
    with pytest.raises(openai.RateLimitError, match="Slow down"):
        client.responses.create(model="busy", input="Hello")
    with pytest.raises(openai.APIError, match="Busy"):
        list(client.responses.create(model="broken", input="Hello", stream=True))
