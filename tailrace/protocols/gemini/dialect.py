"""Google's format as one of the dialects."""

from tailrace.protocols.chat import Reply
from tailrace.protocols.gemini.asked import read_chat
from tailrace.protocols.gemini.asking import write_chat
from tailrace.protocols.gemini.errors import write_error, write_error_event
from tailrace.protocols.gemini.reader import GeminiReader
from tailrace.protocols.gemini.reply import read_reply, write_reply
from tailrace.protocols.gemini.words import NAME
from tailrace.protocols.gemini.writer import GeminiWriter


class Gemini:
    """`protocols.dialect.Dialect` in Google's words.

    A request's model and whether to stream stand in its address: whoever calls `read_chat` fills
    them in, and whoever sends what `write_chat` gives puts them there.
    """

    name = NAME
    read_chat = staticmethod(read_chat)
    write_chat = staticmethod(write_chat)
    read_reply = staticmethod(read_reply)
    stream_reader = GeminiReader
    error = staticmethod(write_error)
    error_event = staticmethod(write_error_event)

    def write_reply(self, reply: Reply, *, now_s: int) -> bytes:
        """Write an answer, which in this format tells no time."""
        del now_s
        return write_reply(reply)

    def stream_writer(self, *, now_s: int, usage: bool) -> GeminiWriter:
        """Start a stream; its last event always counts, and none tells the time."""
        del now_s, usage
        return GeminiWriter()
