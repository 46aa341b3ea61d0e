"""Anthropic's messages as one of the dialects."""

from tailrace.protocols.anthropic.errors import write_error, write_error_event
from tailrace.protocols.anthropic.read_chat import read_chat
from tailrace.protocols.anthropic.reply import read_reply, write_reply
from tailrace.protocols.anthropic.stream_reader import AnthropicStreamReader
from tailrace.protocols.anthropic.stream_writer import AnthropicStreamWriter
from tailrace.protocols.anthropic.write_chat import write_chat


class Anthropic:
    """`protocols.dialect.Dialect` in Anthropic's words."""

    name = "anthropic"
    read_chat = staticmethod(read_chat)
    write_chat = staticmethod(write_chat)
    read_reply = staticmethod(read_reply)
    write_reply = staticmethod(write_reply)
    stream_reader = AnthropicStreamReader
    error = staticmethod(write_error)
    error_event = staticmethod(write_error_event)

    @staticmethod
    def stream_writer(*, now_s: int, usage: bool) -> AnthropicStreamWriter:
        """Start a stream; it always tells the counts, whether asked to or not."""
        del usage
        return AnthropicStreamWriter(now_s=now_s)
