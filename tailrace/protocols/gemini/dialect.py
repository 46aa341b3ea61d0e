"""Google's format as one object, for the registry."""

from tailrace.protocols.chat import Chat, Reply
from tailrace.protocols.dialect import Dialect
from tailrace.protocols.gemini.asked import read_chat
from tailrace.protocols.gemini.asking import write_chat
from tailrace.protocols.gemini.errors import write_error, write_error_event
from tailrace.protocols.gemini.reader import GeminiReader
from tailrace.protocols.gemini.reply import read_reply, write_reply
from tailrace.protocols.gemini.words import NAME
from tailrace.protocols.gemini.writer import GeminiWriter


class Gemini:
    """generateContent; model and stream of a request stand in its address."""

    name: str = NAME

    def read_chat(self, body: bytes) -> Chat:
        return read_chat(body)

    def write_chat(self, chat: Chat) -> bytes:
        return write_chat(chat)

    def read_reply(self, body: bytes) -> Reply:
        return read_reply(body)

    def write_reply(self, reply: Reply, *, now_s: int) -> bytes:
        del now_s  # Google's answers tell no time.
        return write_reply(reply)

    def stream_reader(self) -> GeminiReader:
        return GeminiReader()

    def stream_writer(self, *, now_s: int, usage: bool) -> GeminiWriter:
        del now_s, usage  # Google's last event always counts.
        return GeminiWriter()

    def error(self, status: int, code: str, message: str) -> bytes:
        return write_error(status, code, message)

    def error_event(self, status: int, code: str, message: str) -> bytes:
        return write_error_event(status, code, message)


GEMINI: Dialect = Gemini()
