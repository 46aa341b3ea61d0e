"""Adds up the events of a stream to the reply that the same answer is when it comes whole.

Goes in: events in the order a reader gave them. Comes out: `Reply`, at any moment; a stream that
was cut gives what was seen. `unfold` is the way back. What must stay true: for each format,
`fold(stream)` is what `read_reply` makes of the same answer, so neighbouring parts are joined by
one rule, `join`, which both use.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Event,
    Finished,
    Part,
    Reasoning,
    ReasoningPiece,
    Reply,
    Started,
    Text,
    TextPiece,
    ToolCall,
)


class Folding:
    """Takes events as they come, and knows the reply so far."""

    __slots__ = ("_calls", "_parts", "_reply", "broken", "ended")

    def __init__(self) -> None:
        self.broken: Broken | None = None
        """The first error that the provider reported inside its stream."""
        self.ended = False
        """The provider said its last word."""
        self._reply = Reply()
        """All but its parts."""
        self._parts: list[Part | CallStarted] = []
        self._calls: dict[int, list[str]] = {}
        """The pieces of each call's arguments, by its index."""

    def add(self, events: Iterable[Event]) -> None:
        """Take what came next."""
        for event in events:
            self._add(event)

    @property
    def reply(self) -> Reply:
        """What was said so far."""
        parts = (
            self._whole(part) if isinstance(part, CallStarted) else part for part in self._parts
        )
        return replace(self._reply, parts=join(parts))

    def _add(self, event: Event) -> None:
        match event:
            case TextPiece(text):
                self._parts.append(Text(text))
            case ReasoningPiece(text, signature, hidden):
                self._parts.append(Reasoning(text, signature, hidden))
            case CallStarted() | CallPiece():
                self._call(event)
            case Broken():
                self.broken = self.broken or event
            case Ended():
                self.ended = True
            case _:
                self._note(event)

    def _note(self, event: Started | Finished | Counted) -> None:
        reply = self._reply
        if isinstance(event, Finished):
            self._reply = replace(reply, finish=event.finish, stop_sequence=event.stop_sequence)
            return
        if isinstance(event, Started):
            reply = replace(reply, id=event.id or reply.id, model=event.model or reply.model)
        self._reply = replace(reply, usage=event.usage or reply.usage)

    def _call(self, event: CallStarted | CallPiece) -> None:
        pieces = self._calls.setdefault(event.index, [])
        if isinstance(event, CallStarted):
            self._parts.append(event)
        else:
            pieces.append(event.arguments)

    def _whole(self, call: CallStarted) -> ToolCall:
        return ToolCall(call.id, call.name, "".join(self._calls[call.index]), call.signature)


def fold(events: Iterable[Event]) -> Reply:
    """Return what a whole stream said."""
    folding = Folding()
    folding.add(events)
    return folding.reply


def unfold(reply: Reply) -> list[Event]:
    """Return the events of a stream that says the reply, such as a sample that is streamed."""
    events: list[Event] = [Started(reply.id, reply.model)]
    calls = 0
    for part in reply.parts:
        if isinstance(part, Text):
            events.append(TextPiece(part.text))
        elif isinstance(part, Reasoning):
            events.append(ReasoningPiece(part.text, part.signature, part.hidden))
        elif isinstance(part, ToolCall):
            events.append(CallStarted(calls, part.id, part.name, part.signature))
            events.append(CallPiece(calls, part.arguments))
            calls += 1
    if reply.finish is not None:
        events.append(Finished(reply.finish, reply.stop_sequence))
    if reply.usage is not None:
        events.append(Counted(reply.usage))
    return [*events, Ended()]


def join(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return the parts with neighbours of one kind joined, and without empty ones.

    Text goes on with text. A thought goes on until its seal came; a hidden one stands alone.
    """
    joined: list[Sequence[Part]] = []
    for part in parts:
        if part in (Text(""), Reasoning()):
            continue
        if joined and _goes_on(joined[-1][-1], part):
            joined[-1] = [*joined[-1], part]
        else:
            joined.append([part])
    return tuple(_one(run) for run in joined)


def _goes_on(before: Part, part: Part) -> bool:
    match before, part:
        case Text(), Text():
            return True
        case Reasoning(signature="", hidden=False), Reasoning(hidden=False):
            return True
    return False


def _one(run: Sequence[Part]) -> Part:
    last = run[-1]
    if isinstance(last, Text | Reasoning) and len(run) > 1:
        text = "".join(part.text for part in run if isinstance(part, Text | Reasoning))
        return replace(last, text=text)
    return last
