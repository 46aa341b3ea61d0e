"""A provider's answer in the client's format, when the provider speaks another one.

`TranslatedTee` is to a stream in another format what `tee.StreamTee` is to one in the client's: it
takes the provider's chunks and returns the client's bytes. It also adds up what was said, because
the client's answer is stored as the client got it.
"""

from collections.abc import Sequence

from tailrace.core.errors import UpstreamFailed
from tailrace.gateway.call import Attempt
from tailrace.gateway.tee import Watch
from tailrace.protocols.chat import Broken, Event, Reply
from tailrace.protocols.dialect import StreamWriter
from tailrace.protocols.fold import Folding, fold
from tailrace.protocols.registry import DIALECTS


class TranslatedTee:
    """Passes one streamed answer on in another format than it comes in."""

    def __init__(self, attempt: Attempt, writer: StreamWriter, *, max_bytes: int) -> None:
        self._attempt = attempt
        self._writer = writer
        self._reader = DIALECTS[attempt.dialect].stream_reader()
        self._watch = Watch(attempt.dialect)
        self._folding = Folding()
        self._seen: list[bytes] = []
        self._room_bytes = max_bytes

    def feed(self, chunk: bytes, mono_us: int) -> bytes:
        """Return what the client gets of a chunk that came at the given time."""
        if self._room_bytes > 0:
            self._seen.append(chunk)
            self._room_bytes -= len(chunk)
        else:
            self._attempt.truncated = True
        passed = self._take(self._reader.feed(chunk))
        if self._attempt.ttft_us is None and self._watch.said:
            self._attempt.ttft_us = mono_us - self._attempt.started_mono_us
        return passed

    @property
    def said(self) -> bool:
        return self._watch.said

    @property
    def broken(self) -> Broken | None:
        return self._watch.broken

    @property
    def reply(self) -> Reply:
        """What was said so far."""
        return self._folding.reply

    @property
    def ended(self) -> bool:
        """Whether the provider said its last word, or at least why it stopped."""
        return self._folding.ended or self.reply.finish is not None

    def flush(self) -> bytes:
        """Return what ends the stream; nothing more when the provider did not end it itself."""
        passed = self._take(self._reader.flush())
        return passed + self._writer.end() if self.ended and self.broken is None else passed

    def break_off(self) -> bytes:
        """Return what is still to be said before an error; events are never half."""
        return self._take(self._reader.flush())

    def note(self) -> None:
        """Note on the attempt what was seen, however it ended."""
        self._attempt.answer = b"".join(self._seen)
        self._attempt.complete = self._folding.ended

    def _take(self, events: Sequence[Event]) -> bytes:
        if not events:
            return b""
        self._watch.see(events)
        self._folding.add(events)
        return self._writer.write(events)


def read_reply(attempt: Attempt) -> Reply:
    """Return what a provider's whole answer says; raises UpstreamFailed when it says nothing."""
    dialect = DIALECTS[attempt.dialect]
    if attempt.streamed:
        reader = dialect.stream_reader()
        return fold([*reader.feed(attempt.answer), *reader.flush()])
    try:
        return dialect.read_reply(attempt.answer)
    except ValueError:
        raise UpstreamFailed(
            f"{attempt.target.provider.name} answered {attempt.http_status} with a body that is "
            "not an answer.",
        ) from None
