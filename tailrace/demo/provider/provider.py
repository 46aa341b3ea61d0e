"""The provider that the demo carries with it: an ASGI application that plays seven of them.

Each speaks its vendor's format, under `/demo/providers/<name>`:

    openai and most   /v1/chat/completions, /v1/responses, /v1/embeddings, /v1/models
    anthropic         /v1/messages, /v1/models
    google            /v1beta/models/<model>:generateContent and :streamGenerateContent,
                      /v1beta/models; the same under /v1

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
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

import msgspec

from tailrace.core.clock import Clock
from tailrace.core.errors import BadInput
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.models import Model, Provider
from tailrace.demo.cast.phrases import Library
from tailrace.demo.cast.tries import Outcome
from tailrace.demo.provider import speech
from tailrace.demo.provider.answers import Answers, ChatCall, EmbeddingsCall, embeddings
from tailrace.demo.provider.route import Route, find_route
from tailrace.demo.provider.wire import FAILURES, Failure, Reply

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Sleep = Callable[[float], Awaitable[object]]

SEED = 42
MAX_BODY_BYTES = 32 << 20
FIRST_TOKEN_S = (0.1, 1.2)
WRITING_S = 2.0
"""The longest time that writing takes, however long the answer."""
FAILS_LIVE = 3
"""How many times more often Acme's live calls fail than its past ones, so that some are seen."""
_KEY_HEADERS: Mapping[str, bytes] = MappingProxyType(
    {"anthropic": b"x-api-key", "gemini": b"x-goog-api-key"}
)
"""Where a format has the key; a bearer's is taken everywhere."""
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
        route = find_route(scope["path"])
        form = route.form if route is not None else speech.OPENAI
        try:
            self._admit(scope, form)
            await self._serve(route, scope, receive, send)
        except Refused as refused:
            failed = refused.failure
            await _respond(send, failed.http_status, speech.failure(form, failed))
        except OSError:
            return  # the client hung up while we were sending

    def _admit(self, scope: Message, form: str) -> None:
        if not _is_this_machine(scope.get("client")):
            raise Refused(Failure(403, "This provider answers its own machine.", "forbidden"))
        headers = dict(scope["headers"])
        given = headers.get(b"authorization", b"").removeprefix(b"Bearer ")
        given = headers.get(_KEY_HEADERS.get(form, b""), given)
        if not hmac.compare_digest(given, self._key.encode()):
            raise Refused(
                Failure(401, "Wrong API key.", "invalid_request_error", "invalid_api_key")
            )

    async def _serve(
        self, route: Route | None, scope: Message, receive: Receive, send: Send
    ) -> None:
        if route is None:
            raise Refused(Failure(404, f"No such path: {scope['path']}.", "invalid_request_error"))
        wanted = "GET" if route.action == "models" else "POST"
        if scope["method"] != wanted:
            raise Refused(Failure(405, f"Use {wanted} here.", "invalid_request_error"))
        if route.action == "models":
            return await _respond(send, 200, speech.models(route.provider))
        body = await _body(receive)
        chance = self._chance(body)
        if route.action == "embeddings":
            return await self._embed(route, body, chance, send)
        return await self._chat(route, body, chance, send)

    async def _embed(self, route: Route, body: bytes, chance: Chance, send: Send) -> None:
        with _refusing():
            call = msgspec.json.decode(body, type=EmbeddingsCall)
        model = _model(route.provider, call.model)
        if not model.embeds:
            raise Refused(_bad(f"{model.name} makes no embeddings."))
        await self._sleep(_first_token_s(model, chance))
        await _respond(send, 200, msgspec.json.encode(embeddings(call, chance)))

    async def _chat(self, route: Route, body: bytes, chance: Chance, send: Send) -> None:
        with _refusing():
            call = speech.read(route.form, body)
        model = _model(route.provider, route.model or call.model)
        if not call.messages or model.embeds:
            raise Refused(_bad("A chat needs messages and a model that chats."))
        first_s = _first_token_s(model, chance)
        await self._maybe_fail(call, model, chance)
        reply = self._answers.reply(call, model, chance, self._clock.now_us() // 1_000_000)
        writing_s = min(reply.tokens.completion / model.tokens_per_s, WRITING_S)
        await self._sleep(first_s)
        if not call.stream and not route.streamed:
            await self._sleep(writing_s)
            return await _respond(send, 200, speech.whole(route.form, reply))
        counted = call.stream_options is not None and call.stream_options.include_usage
        chunks = _chunks(route, reply, counted=counted)
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


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse a body that cannot be read."""
    try:
        yield
    except BadInput as error:
        raise Refused(_bad(error.message)) from None
    except msgspec.DecodeError as error:
        raise Refused(_bad(f"We cannot read the body: {error}.")) from None


def _model(provider: Provider, name: str) -> Model:
    model = provider.find_model(name)
    if model is None:
        message = f"The model `{name}` does not exist at {provider.name}."
        raise Refused(Failure(404, message, "invalid_request_error", "model_not_found"))
    return model


def _chunks(route: Route, reply: Reply, *, counted: bool) -> list[bytes]:
    """Return the events of a stream; of OpenAI's, only who asked is told the usage."""
    pieces = _WORD.findall(reply.text)
    running = counted and route.provider.running_usage
    return speech.stream(route.form, reply, pieces, counted=counted, running=running)


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
