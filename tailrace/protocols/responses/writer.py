"""A stream for a client of OpenAI's Responses, written: the events that its SDK adds up.

One message or thought is open at a time; calls stay open until their arguments are whole, as some
providers write several at once. The last event holds the whole Response.
"""

from collections.abc import Sequence
from typing import Any

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Event,
    Finish,
    Finished,
    ReasoningPiece,
    Started,
    TextPiece,
    ToolCall,
)
from tailrace.protocols.responses.answer import status_for, write_response, write_usage
from tailrace.protocols.responses.errors import failure, write_error_event
from tailrace.protocols.responses.opened import Calling, Lines, Thought, Words
from tailrace.protocols.responses.words import digest, response_id

_Written = dict[str, Any]


class ResponsesWriter:
    """Writes one stream."""

    def __init__(self, *, now_s: int) -> None:
        self._lines = Lines()
        self._known: _Written = {"created_at": now_s}
        self._begun = False
        self._over = False
        self._items: dict[int, _Written] = {}
        """The items that are whole, by their place."""
        self._count = 0
        self._open: dict[int, Words | Thought | Calling] = {}
        self._calls: dict[int, int] = {}
        """The place of each call, by its index."""
        self._finish: Finish | None = None
        self._usage = Usage()

    def write(self, events: Sequence[Event]) -> bytes:
        """Return the events' bytes."""
        return b"".join(self._write(event) for event in events)

    def end(self) -> bytes:
        """Return the ends of what is open, and the whole Response."""
        if self._over:
            return b""
        begun = self._begin(Started())
        self._over = True
        status, incomplete = status_for(self._finish)
        known = {"incomplete_details": incomplete, "usage": write_usage(self._usage)}
        closed = self._close(all_of_them=True)
        return begun + closed + self._tell(f"response.{status}", status, known)

    def _write(self, event: Event) -> bytes:
        if self._over:
            return b""
        written = self._begin(event if isinstance(event, Started) else Started())
        match event:
            case TextPiece(text):
                written += self._say(text) if text else b""
            case ReasoningPiece():
                written += self._think(event)
            case CallStarted():
                written += self._call(event)
            case CallPiece(index, arguments):
                written += self._grow(index, arguments)
            case Broken():
                written += self._break(event)
            case _:
                self._note(event)
        return written

    def _begin(self, started: Started) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        key = response_id(started.id, self._known["created_at"], started.model)
        self._known |= {"id": key, "model": started.model}
        created = self._tell("response.created", "in_progress", {})
        return created + self._tell("response.in_progress", "in_progress", {})

    def _note(self, event: Event) -> None:
        """Keep what the last event will say."""
        if isinstance(event, Finished):
            self._finish = event.finish
        elif isinstance(event, Counted | Started) and event.usage is not None:
            self._usage = event.usage

    def _say(self, text: str) -> bytes:
        last = self._open.get(self._count - 1)
        if isinstance(last, Words):
            return last.more(text)
        closed = self._close()
        words = Words(self._lines, *self._place())
        return closed + self._add(words) + words.more(text)

    def _think(self, piece: ReasoningPiece) -> bytes:
        """Write a thought; its seal ends it, and one that is hidden stands alone."""
        if piece == ReasoningPiece():
            return b""
        last = self._open.get(self._count - 1)
        written = b""
        if not isinstance(last, Thought) or piece.hidden:
            written = self._close()
            last = Thought(self._lines, *self._place())
            written += self._add(last)
        written += last.more("" if piece.hidden else piece.text)
        if piece.signature or piece.hidden:
            last.seal(piece.signature)
            written += self._close()
        return written

    def _call(self, started: CallStarted) -> bytes:
        """Open a call. Its seal, for which it has no field, goes before it as a thought."""
        written = self._close()
        if started.signature:
            written += self._think(ReasoningPiece(signature=started.signature, hidden=True))
        self._calls[started.index] = self._count
        call = ToolCall(started.id, started.name, "")
        return written + self._add(Calling(self._lines, *self._place(), call))

    def _grow(self, index: int, arguments: str) -> bytes:
        call = self._open.get(self._calls.get(index, -1))
        return call.more(arguments) if isinstance(call, Calling) and arguments else b""

    def _break(self, broken: Broken) -> bytes:
        """Say twice that the stream broke: the SDK raises only for the second."""
        self._over = True
        known = {"error": failure(broken.status, broken.message)}
        failed = self._tell("response.failed", "failed", known)
        number = self._lines.count
        return failed + write_error_event(broken.status, broken.type, broken.message, number=number)

    def _place(self) -> tuple[int, str]:
        """Return where the next item stands, and what makes its id."""
        return self._count, f"{digest(self._known['id'])}_{self._count}"

    def _add(self, item: Words | Thought | Calling) -> bytes:
        self._open[self._count] = item
        self._count += 1
        return item.open()

    def _close(self, *, all_of_them: bool = False) -> bytes:
        """Close what is open but for calls whose arguments are not whole."""
        written = b""
        for place, item in list(self._open.items()):
            if all_of_them or not isinstance(item, Calling) or item.is_whole():
                closed, self._items[place] = item.close()
                del self._open[place]
                written += closed
        return written

    def _tell(self, kind: str, status: str, known: _Written) -> bytes:
        output = [self._items[place] for place in sorted(self._items)]
        response = write_response({**self._known, **known}, status, output)
        return self._lines.line(kind, response=response)
