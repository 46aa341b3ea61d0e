"""The provider that the demo carries with it: an ASGI application that plays seven of them.

`/demo/providers/<name>/v1/chat/completions`, `/embeddings` and `/models` speak OpenAI's protocol.
The names, models and speeds are `cast.models`; an answer depends on the seed, the body and how many
calls came before, on nothing else. Only this machine may call, and only with the demo's key: nobody
else should take it for a model.

Times are as long as those of real, quick models: 0.1 to 3 seconds, streamed word by word. Acme's
own calls fail now and then; anybody else's fail only when they ask for it (`fail with 429`).
"""

import asyncio
import hmac
import ipaddress
import re
from collections.abc import Awaitable, Callable, MutableMapping
from hashlib import blake2b
from typing import Any, TypeVar

import msgspec

from tailrace.core.clock import Clock
from tailrace.demo.answers import Answers, ChatCall, EmbeddingsCall, embeddings
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import Model, Provider, find_provider
from tailrace.demo.cast.phrases import Library
from tailrace.demo.cast.tries import Outcome
from tailrace.demo.wire import FAILURES, Failure, Reply, completion, events

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Sleep = Callable[[float], Awaitable[object]]
C = TypeVar("C", ChatCall, EmbeddingsCall)

SEED = 42
MAX_BODY_BYTES = 32 << 20
FIRST_TOKEN_S = (0.1, 1.2)
WRITING_S = 2.0
"""The longest time that writing takes, however long the answer."""
FAILS_LIVE = 3
"""How many times more often Acme's live calls fail than its past ones, so that some are seen."""
_ROUTE = re.compile(r"/([a-z0-9-]+)/v1/(chat/completions|embeddings|models)/?$")
_FAIL_WITH = re.compile(r"fail with ([45]\d\d)", re.IGNORECASE)
_WORD = re.compile(r"\s*\S+(?:\s+\Z)?")
_TROUBLES: tuple[Outcome, ...] = ("overloaded", "server_error", "rate_limited")


class Refused(Exception):
    """The call is answered with an error."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class DemoProvider:
    """The ASGI application; `sleep` is a parameter so that tests need not wait."""

    def __init__(
        self,
        library: Library,
        *,
        key: str,
        clock: Clock,
        seed: int = SEED,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._answers = Answers(library)
        self._key = key
        self._clock = clock
        self._seed = seed
        self._sleep = sleep
        self._calls = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; anything else is left unanswered."""
        if scope["type"] != "http":
            return
        try:
            self._admit(scope)
            await self._route(scope, receive, send)
        except Refused as refused:
            await _respond(send, refused.failure.http_status, refused.failure.body())
        except OSError:
            return  # the client hung up while we were sending

    def _admit(self, scope: Message) -> None:
        if not _is_this_machine(scope.get("client")):
            raise Refused(Failure(403, "This provider answers its own machine.", "forbidden"))
        given = dict(scope["headers"]).get(b"authorization", b"")
        if not hmac.compare_digest(given, b"Bearer " + self._key.encode()):
            raise Refused(
                Failure(401, "Wrong API key.", "invalid_request_error", "invalid_api_key")
            )

    async def _route(self, scope: Message, receive: Receive, send: Send) -> None:
        match = _ROUTE.search(scope["path"])
        provider = find_provider(match[1]) if match else None
        if match is None or provider is None:
            raise Refused(Failure(404, f"No such path: {scope['path']}.", "invalid_request_error"))
        wanted = "GET" if match[2] == "models" else "POST"
        if scope["method"] != wanted:
            raise Refused(Failure(405, f"Use {wanted} here.", "invalid_request_error"))
        if match[2] == "models":
            return await _respond(send, 200, _models(provider))
        body = await _body(receive)
        chance = self._chance(body)
        if match[2] == "embeddings":
            return await self._embed(provider, _decode(body, EmbeddingsCall), chance, send)
        return await self._chat(provider, _decode(body, ChatCall), chance, send)

    async def _embed(
        self, provider: Provider, call: EmbeddingsCall, chance: Chance, send: Send
    ) -> None:
        model = _model(provider, call.model)
        if not model.embeds:
            raise Refused(_bad(f"{model.name} makes no embeddings."))
        await self._sleep(_first_token_s(model, chance))
        await _respond(send, 200, msgspec.json.encode(embeddings(call, chance)))

    async def _chat(self, provider: Provider, call: ChatCall, chance: Chance, send: Send) -> None:
        model = _model(provider, call.model)
        if not call.messages or model.embeds:
            raise Refused(_bad("A chat needs messages and a model that chats."))
        first_s = _first_token_s(model, chance)
        await self._maybe_fail(call, model, chance)
        reply = self._answers.reply(call, model, chance, self._clock.now_us() // 1_000_000)
        writing_s = min(reply.tokens.completion / model.tokens_per_s, WRITING_S)
        await self._sleep(first_s)
        if not call.stream:
            await self._sleep(writing_s)
            return await _respond(send, 200, completion(reply))
        counted = call.stream_options is not None and call.stream_options.include_usage
        chunks = _chunks(reply, provider, counted=counted)
        return await self._stream(send, chunks, writing_s / len(chunks))

    async def _stream(self, send: Send, chunks: list[bytes], pause_s: float) -> None:
        await send(_start(200, b"text/event-stream; charset=utf-8"))
        for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await self._sleep(pause_s)
        await send({"type": "http.response.body", "body": b""})

    async def _maybe_fail(self, call: ChatCall, model: Model, chance: Chance) -> None:
        ordered = _FAIL_WITH.search(call.said("user"))
        if ordered:
            status = int(ordered[1])
            raise Refused(Failure(status, f"You asked for {status}.", "demo_error", "as_ordered"))
        if self._answers.is_own(call) and chance.happens(model.failure_rate * FAILS_LIVE):
            await self._sleep(chance.uniform(0.05, 0.6))
            raise Refused(FAILURES[chance.pick(_TROUBLES)])

    def _chance(self, body: bytes) -> Chance:
        self._calls += 1
        drawn = blake2b(b"%d %d " % (self._seed, self._calls) + body, digest_size=8)
        return Chance(int.from_bytes(drawn.digest()))


def _is_this_machine(client: tuple[str, int] | None) -> bool:
    if client is None:
        return False
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _decode(body: bytes, kind: type[C]) -> C:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise Refused(_bad(f"We cannot read the body: {error}.")) from None


def _model(provider: Provider, name: str) -> Model:
    model = provider.find_model(name)
    if model is None:
        message = f"The model `{name}` does not exist at {provider.name}."
        raise Refused(Failure(404, message, "invalid_request_error", "model_not_found"))
    return model


def _models(provider: Provider) -> bytes:
    data = [
        {"id": model.name, "object": "model", "created": 1_700_000_000, "owned_by": provider.name}
        for model in provider.models
    ]
    return msgspec.json.encode({"object": "list", "data": data})


def _chunks(reply: Reply, provider: Provider, *, counted: bool) -> list[bytes]:
    """Return the events of a stream; only who asked is told the usage."""
    pieces = _WORD.findall(reply.text)
    running = counted and provider.running_usage
    return events(reply, pieces, usage_last=counted, running=running)


def _first_token_s(model: Model, chance: Chance) -> float:
    least, most = FIRST_TOKEN_S
    return min(max(model.ttft_ms / 1000 * chance.lognormvariate(0, 0.3), least), most)


def _bad(message: str) -> Failure:
    return Failure(400, message, "invalid_request_error")


async def _body(receive: Receive) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise OSError("the client hung up")
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MAX_BODY_BYTES:
            raise Refused(Failure(413, "The body is too large.", "invalid_request_error"))
        if not message.get("more_body"):
            return b"".join(pieces)


def _start(status: int, content_type: bytes, *more: tuple[bytes, bytes]) -> Message:
    headers = [(b"content-type", content_type), *more]
    return {"type": "http.response.start", "status": status, "headers": headers}


async def _respond(send: Send, status: int, body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    wait = ((b"retry-after", b"1"),) if status in {429, 503} else ()
    await send(_start(status, b"application/json", length, *wait))
    await send({"type": "http.response.body", "body": body})
