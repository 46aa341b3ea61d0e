"""OpenAI's Responses format as one of the dialects."""

from tailrace.protocols.responses.asked import read_chat
from tailrace.protocols.responses.asking import write_chat
from tailrace.protocols.responses.errors import write_error, write_error_event
from tailrace.protocols.responses.reader import ResponsesReader
from tailrace.protocols.responses.reply import read_reply, write_reply
from tailrace.protocols.responses.words import NAME
from tailrace.protocols.responses.writer import ResponsesWriter


class Responses:
    """`protocols.dialect.Dialect` for POST /v1/responses, as far as it needs no server's memory."""

    name = NAME
    read_chat = staticmethod(read_chat)
    write_chat = staticmethod(write_chat)
    read_reply = staticmethod(read_reply)
    write_reply = staticmethod(write_reply)
    stream_reader = ResponsesReader
    error = staticmethod(write_error)
    error_event = staticmethod(write_error_event)

    def stream_writer(self, *, now_s: int, usage: bool) -> ResponsesWriter:
        """Start a stream; its last event always counts."""
        del usage
        return ResponsesWriter(now_s=now_s)
