"""OpenAI's chat completions as one of the dialects."""

from tailrace.protocols.openai.errors import write_error, write_error_event
from tailrace.protocols.openai.read_chat import read_chat
from tailrace.protocols.openai.reply import read_reply, write_reply
from tailrace.protocols.openai.stream_reader import OpenAiStreamReader
from tailrace.protocols.openai.stream_writer import OpenAiStreamWriter
from tailrace.protocols.openai.write_chat import write_chat


class OpenAi:
    """`protocols.dialect.Dialect` in OpenAI's words."""

    name = "openai"
    read_chat = staticmethod(read_chat)
    write_chat = staticmethod(write_chat)
    read_reply = staticmethod(read_reply)
    write_reply = staticmethod(write_reply)
    stream_reader = OpenAiStreamReader
    stream_writer = OpenAiStreamWriter
    error = staticmethod(write_error)
    error_event = staticmethod(write_error_event)
