"""One provider call: send it, read what comes, translate what goes wrong.

An open `Attempt` goes in and is filled in; every failure below HTTP leaves as UpstreamFailed or
TookTooLong and is noted on the attempt. What must stay true: time spent waiting here is counted
as waiting, and the answer is asked for unpacked (`identity`), so that its bytes pass as they are
and capture can read them; what comes packed nevertheless is unpacked.
"""

import io
import os
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp

from tailrace.core.clock import Clock
from tailrace.core.errors import TailraceError, TookTooLong, UpstreamFailed
from tailrace.gateway.call import Attempt, Call
from tailrace.gateway.providers import address
from tailrace.gateway.providers.dial import AddressRefused

_WRITTEN_AT_ONCE_BYTES = 1 << 20
"""Larger bodies are written in pieces, so that they do not hold the event loop."""
_STALE_WITHIN_US = 250_000
"""A pooled connection that the provider had closed fails sooner than this."""
Sending = bytes | AsyncIterator[bytes] | None
_FAILURES = (TimeoutError, aiohttp.ClientError, OSError, ValueError)


class Upstream:
    """Makes provider calls over one session."""

    def __init__(
        self, session: aiohttp.ClientSession, clock: Clock, *, max_answer_bytes: int
    ) -> None:
        self._session = session
        self._clock = clock
        self._max_answer_bytes = max_answer_bytes

    async def open(self, call: Call, attempt: Attempt, body: bytes) -> aiohttp.ClientResponse:
        """Send the call and return the answer once its head is here; the caller closes it."""
        url = _url(call, attempt)
        try:
            _check_scheme(url)
            response = await self._post(url, body, _headers(call, attempt))
            attempt.http_status = response.status
            _check_status(response)
        except _FAILURES as error:
            raise _noted(attempt, error) from None
        finally:
            call.waited_us += self._clock.monotonic_us() - attempt.started_mono_us
        attempt.headers = response.raw_headers
        attempt.streamed = _is_stream(response)
        return response

    async def through(
        self, call: Call, attempt: Attempt, method: str, path: str, body: Sending
    ) -> aiohttp.ClientResponse:
        """Pass a request on that the gateway does not know; the caller closes the answer.

        Any status is an answer, also a redirect, which the client may follow itself.
        """
        provider = attempt.target.provider
        try:
            url = address.url(provider, path, call.query)
            _check_scheme(url)
            response = await self._session.request(
                method,
                url,
                data=body,
                headers=_through_headers(call, attempt, body),
                allow_redirects=False,
            )
        except _FAILURES as error:
            raise _noted(attempt, error) from None
        finally:
            call.waited_us += self._clock.monotonic_us() - attempt.started_mono_us
        attempt.http_status, attempt.headers = response.status, response.raw_headers
        attempt.streamed = _is_stream(response)
        return response

    async def _post(
        self, url: str, body: bytes, headers: list[tuple[str, str]]
    ) -> aiohttp.ClientResponse:
        """Send the call; once more when the connection turns out to have been closed while idle.

        Such a connection ends at once and without a byte. A provider that worked on the call
        before it hung up took longer, and is not asked to do it again.
        """
        sent_us = self._clock.monotonic_us()
        try:
            return await self._post_once(url, body, headers)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            if self._clock.monotonic_us() - sent_us > _STALE_WITHIN_US:
                raise
        return await self._post_once(url, body, headers)

    async def _post_once(
        self, url: str, body: bytes, headers: list[tuple[str, str]]
    ) -> aiohttp.ClientResponse:
        data = body if len(body) < _WRITTEN_AT_ONCE_BYTES else io.BytesIO(body)
        return await self._session.post(url, data=data, headers=headers, allow_redirects=False)

    async def read(self, call: Call, attempt: Attempt, response: aiohttp.ClientResponse) -> None:
        """Read the whole answer into the attempt."""
        parts: list[bytes] = []
        size_bytes = 0
        before_us = self._clock.monotonic_us()
        try:
            while part := await response.content.readany():
                parts.append(part)
                size_bytes += len(part)
                if size_bytes > self._max_answer_bytes:
                    raise _NotUsable(f"answered with more than {self._max_answer_bytes} bytes")
        except _FAILURES as error:
            raise _noted(attempt, error) from None
        finally:
            now_us = self._clock.monotonic_us()
            call.waited_us += now_us - before_us
            attempt.close(now_us)
            attempt.answer = parts[0] if len(parts) == 1 else b"".join(parts)
        attempt.complete = True

    async def pump(
        self,
        call: Call,
        attempt: Attempt,
        response: aiohttp.ClientResponse,
        feed: Callable[[bytes, int], bytes],
        send: Callable[[bytes], Awaitable[None]],
    ) -> None:
        """Pass a stream on until it ends: each chunk, and when it came, through `feed` to `send`.

        This runs per chunk, so it makes as few calls as can be. Waiting for the client to take
        a chunk and for the provider to send the next is one wait.
        """
        now_us, next_chunk = self._clock.monotonic_us, response.content.readany
        waiting_since_us = now_us()
        try:
            while True:
                try:
                    chunk = await next_chunk()
                except _FAILURES as error:
                    raise _noted(attempt, error) from None
                if not chunk:
                    return
                came_us = now_us()
                call.waited_us += came_us - waiting_since_us
                passed = feed(chunk, came_us)
                waiting_since_us = now_us()
                if passed:
                    await send(passed)
        finally:
            call.waited_us += now_us() - waiting_since_us


class _NotUsable(ValueError):
    """An address or an answer that cannot be worked with; says why."""


def note_timeout(attempt: Attempt) -> TailraceError:
    """Note that an attempt ran out of its time; returns the error."""
    return _noted(attempt, TimeoutError())


def _url(call: Call, attempt: Attempt) -> str:
    """Return where the call goes; the client's query means something only in its own format."""
    target, spoken = attempt.target, attempt.dialect
    own = spoken == call.door.dialect
    return address.call_url(
        target, spoken, call.door.operation, call.query if own else b"", streamed=_asks_stream(call)
    )


def _asks_stream(call: Call) -> bool:
    return call.ask is not None and call.ask.streamed


def _headers(call: Call, attempt: Attempt) -> list[tuple[str, str]]:
    trace, provider = call.trace, attempt.target.provider
    foreign = attempt.dialect != call.door.dialect
    headers = [
        ("Content-Type", _json_type(call.headers.read.get(b"content-type", b""))),
        ("Accept-Encoding", "identity"),
        ("traceparent", trace.towards(attempt.span_id)),
        *address.authorization(provider),
        *address.passed_headers(provider, call.headers.passed, foreign=foreign),
    ]
    if trace.state:
        headers.append(("tracestate", trace.state))
    return headers


def _through_headers(call: Call, attempt: Attempt, body: Sending) -> list[tuple[str, str]]:
    provider, read = attempt.target.provider, call.headers.read
    headers = [
        ("Accept-Encoding", "identity"),
        ("traceparent", call.trace.towards(attempt.span_id)),
        *address.authorization(provider),
        *address.passed_headers(provider, call.headers.passed, foreign=False),
    ]
    kept = [("Content-Type", b"content-type")]
    if not isinstance(body, bytes):
        kept.append(("Content-Length", b"content-length"))
    return headers + [(name, read[key].decode("latin-1")) for name, key in kept if key in read]


def _json_type(sent: bytes) -> str:
    """Return the client's content type, or the right one: the body was read as JSON."""
    return sent.decode() if sent.lower().startswith(b"application/json;") else "application/json"


def _is_stream(response: aiohttp.ClientResponse) -> bool:
    return response.headers.get("Content-Type", "").lower().startswith("text/event-stream")


def _check_scheme(url: str) -> None:
    if not url.startswith(("https://", "http://")):
        raise _NotUsable("has an address that is neither http nor https")


def _check_status(response: aiohttp.ClientResponse) -> None:
    """Refuse what is no answer to a POST: redirects, and numbers that HTTP does not have."""
    if 300 <= response.status < 400:
        raise _NotUsable("answered with a redirect; its base_url should be where that leads")
    if not 200 <= response.status < 600:
        raise _NotUsable(f"answered with the status {response.status}, which HTTP does not have")


def _noted(attempt: Attempt, failure: Exception) -> TailraceError:
    """Translate a failure, note it on the attempt, and return it to be raised."""
    name = attempt.target.provider.name
    if isinstance(failure, TimeoutError):
        attempt.error_class = "timeout"
        attempt.error = TookTooLong(f"{name} took too long to answer.", hint="Try again later.")
    else:
        attempt.error_class = "server_error" if isinstance(failure, _NotUsable) else "network"
        what, hint = _what_happened(failure, attempt), _what_to_do(failure)
        attempt.error = UpstreamFailed(f"{name} {what}.", hint=hint)
    return attempt.error


def _what_happened(failure: Exception, attempt: Attempt) -> str:
    """Return the rest of a sentence that starts with the provider's name; tells no address."""
    if isinstance(failure, _NotUsable):
        return str(failure)
    if isinstance(failure, aiohttp.ClientConnectorError):
        return why_unreachable(failure)
    if isinstance(failure, aiohttp.InvalidURL):
        return "has a malformed address"
    if attempt.http_status:
        return "broke off its answer"
    return "closed the connection without an answer"


def why_unreachable(failure: aiohttp.ClientConnectorError) -> str:
    """Return the rest of a sentence that starts with the provider; tells no address."""
    if isinstance(failure.os_error, AddressRefused):
        return "has an address that calls may not go to"
    if isinstance(failure, aiohttp.ClientConnectorDNSError):
        return "could not be reached: its host name is not known"
    if isinstance(failure, aiohttp.ClientSSLError):
        return "could not be reached: the TLS handshake failed"
    number = failure.os_error.errno
    return f"could not be reached: {os.strerror(number).lower() if number else 'no connection'}"


def _what_to_do(failure: Exception) -> str:
    if not isinstance(failure, aiohttp.ClientConnectorError):
        return ""
    if isinstance(failure.os_error, AddressRefused):
        return (
            "TAILRACE_UPSTREAM_ALLOW_PRIVATE allows private addresses; link-local ones never are."
        )
    return "Check the provider's base_url, and whether it is up."
