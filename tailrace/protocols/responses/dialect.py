"""OpenAI's Responses format as one object, for the registry."""

from tailrace.protocols.chat import Chat, Reply
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.responses.asked import read_chat
from tailrace.protocols.responses.asking import write_chat
from tailrace.protocols.responses.errors import write_error, write_error_event
from tailrace.protocols.responses.reader import ResponsesReader
from tailrace.protocols.responses.reply import read_reply, write_reply
from tailrace.protocols.responses.words import NAME
from tailrace.protocols.responses.writer import ResponsesWriter


class Responses:
    """POST /v1/responses, as far as it needs no memory of the server."""

    name: str = NAME

    def read_chat(self, body: bytes) -> Chat:
        return read_chat(body)

    def write_chat(self, chat: Chat) -> bytes:
        return write_chat(chat)

    def read_reply(self, body: bytes) -> Reply:
        return read_reply(body)

    def write_reply(self, reply: Reply, *, now_s: int) -> bytes:
        return write_reply(reply, now_s=now_s)

    def stream_reader(self) -> ResponsesReader:
        return ResponsesReader()

    def stream_writer(self, *, now_s: int, usage: bool) -> ResponsesWriter:
        del usage  # The last event always counts.
        return ResponsesWriter(now_s=now_s)

    def error(self, status: int, code: str, message: str) -> bytes:
        return write_error(status, code, message)

    def error_event(self, status: int, code: str, message: str) -> bytes:
        return write_error_event(status, code, message)


RESPONSES: Dialect = Responses()
