"""What the demo's providers say, in each vendor's format: answers, streams, errors and lists.

In: a `Reply` (what a model says and counts) or a `Failure`, and the name of a format. Out: bytes.
OpenAI's chat completions are written by `wire`, the others by `tailrace.protocols`, so that the
demo speaks what the vendors' own clients read. The other way round, `read` makes a `ChatCall` of a
body in any format.
"""

from collections.abc import Sequence

import msgspec

from tailrace.core.usage import Usage
from tailrace.demo.cast.models import Provider
from tailrace.demo.provider.answers import ChatCall
from tailrace.demo.provider.wire import Failure, Reply, Tokens, completion, events
from tailrace.protocols import chat
from tailrace.protocols.registry import DIALECTS

OPENAI = "openai"
GEMINI = "gemini"


def read(form: str, body: bytes) -> ChatCall:
    """Return what is asked; raises BadInput or ValueError for what cannot be read.

    In Gemini's format the model and whether to stream stand in the path, not in the body.
    """
    if form != OPENAI:
        asked = msgspec.structs.replace(DIALECTS[form].read_chat(body), top_k=None)
        body = DIALECTS[OPENAI].write_chat(asked)
    return msgspec.json.decode(body, type=ChatCall)


def whole(form: str, reply: Reply) -> bytes:
    """Return the body of an answer that is not streamed."""
    if form == OPENAI:
        return completion(reply)
    return DIALECTS[form].write_reply(_said(reply), now_s=reply.created)


def stream(
    form: str, reply: Reply, pieces: Sequence[str], *, counted: bool, running: bool
) -> list[bytes]:
    """Return a streamed answer as server-sent events, the end included.

    `pieces` are the text, cut as it is to be sent. An OpenAI stream tells its usage only when
    `counted`, and with `running` in every chunk; Gemini's always do, others at their end.
    """
    if form == OPENAI:
        return events(reply, list(pieces), usage_last=counted and not running, running=running)
    if form == GEMINI:
        return _gemini(reply, pieces)
    writer = DIALECTS[form].stream_writer(now_s=reply.created, usage=True)
    started = chat.Started(reply.id, reply.model, usage(reply.tokens, written=0))
    said: list[chat.Event] = [chat.TextPiece(piece) for piece in pieces]
    if reply.tool_call is not None:
        call = reply.tool_call
        said += [chat.CallStarted(0, call.id, call.name), chat.CallPiece(0, call.arguments)]
    last: list[chat.Event] = [
        chat.Finished(reply.finish),
        chat.Counted(usage(reply.tokens)),
        chat.Ended(),
    ]
    sent = [writer.write([started])]
    sent += [writer.write([event]) for event in said]
    return [*filter(None, sent), writer.write(last) + writer.end()]


def failure(form: str, failed: Failure) -> bytes:
    """Return the body of an error."""
    if form == OPENAI:
        return failed.body()
    return DIALECTS[form].error(failed.http_status, failed.code or failed.type, failed.message)


def models(provider: Provider) -> bytes:
    """Return the list of a provider's models, in its own format."""
    names = [model.name for model in provider.models]
    if provider.protocol == GEMINI:
        rows = [{"name": f"models/{name}", "displayName": name} for name in names]
        return msgspec.json.encode({"models": rows})
    if provider.protocol == "anthropic":
        made = "2025-10-01T00:00:00Z"
        data = [
            {"type": "model", "id": name, "display_name": name, "created_at": made}
            for name in names
        ]
        ends = {"has_more": False, "first_id": names[0], "last_id": names[-1]}
        return msgspec.json.encode({"data": data, **ends})
    about = {"object": "model", "created": 1_700_000_000, "owned_by": provider.name}
    return msgspec.json.encode(
        {"object": "list", "data": [{"id": each, **about} for each in names]}
    )


def usage(tokens: Tokens, *, written: int | None = None) -> Usage:
    """Return the counts of a reply, or as they are when only so much of it is `written`."""
    so_far = written is not None
    return Usage(
        prompt_tokens=tokens.prompt,
        completion_tokens=written if so_far else tokens.completion,
        cached_tokens=tokens.cached,
        reasoning_tokens=None if so_far else tokens.reasoning,
    )


def _gemini(reply: Reply, pieces: Sequence[str]) -> list[bytes]:
    """Return Google's stream, in which each event is a whole answer with the usage so far."""
    dialect = DIALECTS[GEMINI]
    steps: list[tuple[chat.Part, ...]] = [(chat.Text(piece),) for piece in pieces]
    if reply.tool_call is not None:
        steps.append((_call(reply),))
    answers = [
        chat.Reply(
            id=reply.id,
            model=reply.model,
            parts=parts,
            usage=_so_far(reply.tokens, number / len(steps)),
        )
        for number, parts in enumerate(steps, start=1)
    ]
    answers.append(msgspec.structs.replace(_said(reply), parts=()))
    return [
        b"data: " + dialect.write_reply(answer, now_s=reply.created) + b"\r\n\r\n"
        for answer in answers
    ]


def _so_far(tokens: Tokens, share: float) -> Usage:
    return usage(tokens) if share == 1 else usage(tokens, written=round(tokens.completion * share))


def _said(reply: Reply) -> chat.Reply:
    part = _call(reply) if reply.tool_call is not None else chat.Text(reply.text)
    return chat.Reply(
        id=reply.id,
        model=reply.model,
        parts=(part,),
        finish=reply.finish,
        usage=usage(reply.tokens),
    )


def _call(reply: Reply) -> chat.ToolCall:
    call = reply.tool_call
    return chat.ToolCall(call.id, call.name, call.arguments) if call else chat.ToolCall("", "", "")
