"""What each wire format can do: the shape of its module, whichever vendor's it is.

Four dialects: `openai` (chat completions), `responses` (OpenAI's newer one), `anthropic`
(messages), `gemini` (generateContent). All of it is sans-I/O: bytes in, bytes out.
"""

from collections.abc import Sequence
from typing import Protocol

from tailrace.protocols.chat import Chat, Event, Reply


class StreamReader(Protocol):
    """Reads one provider's stream, however its bytes are cut."""

    def feed(self, chunk: bytes) -> Sequence[Event]:
        """Return what the chunk completes. What cannot be read is skipped."""
        ...

    def flush(self) -> Sequence[Event]:
        """Return what the last unfinished event says, once the provider closed the stream."""
        ...


class StreamWriter(Protocol):
    """Writes one stream as the client's vendor would."""

    def write(self, events: Sequence[Event]) -> bytes:
        """Return the bytes that say so; empty when there is nothing to say yet."""
        ...

    def end(self) -> bytes:
        """Return what ends the stream in good order; nothing after `Broken`."""
        ...


class Dialect(Protocol):
    """One wire format for chat."""

    name: str

    def read_chat(self, body: bytes) -> Chat:
        """Read a client's request.

        Raises BadInput: code `not_translatable` for a field that has no meaning elsewhere.
        """
        ...

    def write_chat(self, chat: Chat) -> bytes:
        """Write a request for a provider; raises BadInput with code `not_translatable`."""
        ...

    def read_reply(self, body: bytes) -> Reply:
        """Read a provider's whole answer; raises ValueError when it is none."""
        ...

    def write_reply(self, reply: Reply, *, now_s: int) -> bytes:
        """Write a whole answer for a client. `now_s`: seconds since 1970, for `created`."""
        ...

    def stream_reader(self) -> StreamReader: ...

    def stream_writer(self, *, now_s: int, usage: bool) -> StreamWriter:
        """Start a stream for a client; `usage`: an OpenAI client asked for the usage chunk."""
        ...

    def error(self, status: int, code: str, message: str) -> bytes:
        """Return an error answer's body, as the vendor's SDK expects it."""
        ...

    def error_event(self, status: int, code: str, message: str) -> bytes:
        """Return the same as an event within a stream."""
        ...
