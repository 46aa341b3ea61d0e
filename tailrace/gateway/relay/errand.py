"""One call's way to an answer: attempt after attempt, until one is good or none may follow.

Each attempt says the call to a target in the target's own format, within the time that it has.
What went wrong decides what comes next: a repair of an answer that broke its schema, another
target, the same one after a wait, or the end. A stream can be given up for another target until its
first content went to the client. What must stay true: every attempt is closed, noted on its
target's circuit and in `call.attempts`, however it ends.
"""

import asyncio
import random

import aiohttp
import msgspec

from tailrace.core.errors import TailraceError
from tailrace.gateway.call import Attempt, Call
from tailrace.gateway.native import envelope
from tailrace.gateway.outputs.check import Checker, Valid, reply_text
from tailrace.gateway.outputs.sample import rejected
from tailrace.gateway.outputs.wanted import after_invalid
from tailrace.gateway.providers.upstream import note_timeout
from tailrace.gateway.relay.answer import answer_provider, answer_sample
from tailrace.gateway.relay.speaker import Repair, Speaker
from tailrace.gateway.relay.streaming import Stream
from tailrace.gateway.relay.tools import Tools
from tailrace.gateway.relay.translation import read_reply
from tailrace.gateway.routing.backoff import retry_after_us, wait_us
from tailrace.gateway.routing.judge import Verdict, health, judge
from tailrace.gateway.routing.plan import Course
from tailrace.gateway.wire import asgi
from tailrace.protocols.chat import Reply, Text


class Errand:
    """One call, with its targets and the way to speak to them; `run` answers the client."""

    def __init__(
        self,
        tools: Tools,
        call: Call,
        client: asgi.Client,
        course: Course,
        speaker: Speaker,
        checker: Checker | None,
    ) -> None:
        self._tools, self._call, self._client = tools, call, client
        self._course, self._speaker, self._checker = course, speaker, checker
        self._loop = asyncio.get_running_loop()
        self._wait_us = 0
        self._repairs = 0
        self._repair: Repair | None = None
        """What the attempt under way is to mend."""
        self._invalid: Repair | None = None
        """What was wrong with the last answer, if it broke its schema."""
        self._falls_back = False
        self._stream: Stream | None = None
        self._reply: Reply | None = None

    async def run(self) -> None:
        """Answer the client; raises the TailraceError that it is to be refused with."""
        while True:
            attempt = self._begin()
            if await self._try(attempt):
                return
            if attempt.ok or not await self._goes_on(attempt):
                break
        if self._falls_back and self._call.wanted is not None:
            self._call.offline_fallback = True
            await answer_sample(self._tools, self._call, self._client, self._call.wanted.sample)
        else:
            await answer_provider(self._tools, self._call, self._client, self._reply)

    def _begin(self) -> Attempt:
        attempt = self._call.begin(
            self._course.target, self._tools.clock.monotonic_us(), self._wait_us
        )
        self._invalid = self._stream = self._reply = None
        return attempt

    async def _try(self, attempt: Attempt) -> bool:
        """Make one provider call; returns whether the client has its answer, which was streamed."""
        circuits, target = self._tools.circuits, attempt.target
        limit_us = self._limit_us(attempt)
        circuits.begin(target)
        try:
            if limit_us is None:
                return await self._ask(attempt, None)
            async with asyncio.timeout(limit_us / 1e6) as limit:
                return await self._ask(attempt, limit)
        except TimeoutError:
            error = note_timeout(attempt)
            if self._stream is None or not self._stream.begun:
                return False
            await self._stream.break_off(error)
            return True
        except TailraceError as error:
            if attempt.error is not error:
                raise
            return False
        finally:
            self._close(attempt)

    async def _ask(self, attempt: Attempt, limit: asyncio.Timeout | None) -> bool:
        call, upstream = self._call, self._tools.upstream
        speech = self._speaker.to(attempt.target, self._repair)
        attempt.dialect = speech.dialect
        response = await upstream.open(call, attempt, speech.body)
        try:
            if self._streams(attempt):
                await self._pass_on(attempt, response, limit)
                return True
            await upstream.read(call, attempt, response)
        finally:
            response.close()
        if attempt.ok:
            self._look_at(attempt)
        return False

    async def _pass_on(
        self, attempt: Attempt, response: aiohttp.ClientResponse, limit: asyncio.Timeout | None
    ) -> None:
        self._stream = stream = Stream(
            self._tools,
            self._call,
            attempt,
            self._client,
            holds=self._may_go_on(),
            check=None if self._checker is None else self._check,
        )
        if limit is not None:
            stream.within(limit, self._deadline_s())
        await stream.run(response)

    def _streams(self, attempt: Attempt) -> bool:
        """Whether the answer goes to the client as a stream, also one that did not ask for it."""
        if not attempt.streamed or not attempt.ok:
            return False
        asked = self._call.ask is not None and self._call.ask.streamed
        return asked or (self._checker is None and attempt.dialect == self._call.door.dialect)

    def _look_at(self, attempt: Attempt) -> None:
        """Read a whole answer as far as something depends on it; raises what is wrong with it."""
        call = self._call
        weighed = call.wrapped or call.workflow is not None or self._checker is not None
        if weighed or not (call.door.wrapped or _looks_like_json(attempt.answer)):
            unfit = envelope.unfit(attempt)
            if unfit is not None:
                raise _noted(attempt, unfit)
        translated = attempt.dialect != call.door.dialect
        if translated or self._checker is not None:
            try:
                reply = read_reply(attempt)
            except TailraceError as error:
                raise _noted(attempt, error) from None
            mended = self._check(reply)
            self._reply = mended or (reply if translated else None)

    def _check(self, reply: Reply) -> Reply | None:
        """Hold an answer against its schema; raises InvalidOutput, noted on the attempt.

        Returns what the client gets when the model said more than the JSON: a fence, or words
        around it, which a client that reads JSON would stumble over.
        """
        text = reply_text(reply)
        if self._checker is None or self._call.wanted is None or text is None:
            return None
        found = self._checker.check(text)
        if isinstance(found, Valid):
            self._call.data = found.text.encode()
            return None if found.text == text.strip() else _saying(reply, found.text)
        attempt = self._call.attempts[-1]
        attempt.invalid_path = found.path
        self._invalid = Repair(text, found)
        raise _noted(attempt, rejected(found, self._call.wanted))

    async def _goes_on(self, attempt: Attempt) -> bool:
        """Whether another attempt follows; returns after the wait before it."""
        verdict: Verdict = judge(attempt.http_status, attempt.error_class)
        if self._invalid is not None and self._call.wanted is not None:
            step = after_invalid(self._call.wanted, self._repairs)
            if step == "repair" and self._left_us() != 0:
                self._repair, self._repairs, self._wait_us = self._invalid, self._repairs + 1, 0
                return True
            self._falls_back = step == "fallback"
            if step != "next":
                return False
            verdict = "next"
        if not self._course.advance(verdict):
            return False
        self._repair = None
        return await self._wait(attempt)

    async def _wait(self, failed: Attempt) -> bool:
        """Wait before the next attempt; False when that would take longer than there is time."""
        call, clock = self._call, self._tools.clock
        same = self._course.target.provider == failed.target.provider
        told_us = retry_after_us(failed.headers, clock.now_us()) if same else None
        pause_us = wait_us(
            self._course.attempts,
            self._course.plan.backoff_ms,
            random.random,
            retry_after_us=told_us,
            left_us=self._left_us(),
        )
        if pause_us is None:
            return False
        before_us = clock.monotonic_us()
        if pause_us:
            await asyncio.sleep(pause_us / 1e6)
        self._wait_us = clock.monotonic_us() - before_us
        call.waited_us += self._wait_us
        return True

    def _close(self, attempt: Attempt) -> None:
        """Note the end of an attempt, however it came, on it and on its target's circuit."""
        attempt.close(self._tools.clock.monotonic_us())
        told_us = (
            retry_after_us(attempt.headers, self._tools.clock.now_us())
            if attempt.http_status in {429, 503}
            else None
        )
        self._tools.circuits.note(
            attempt.target,
            health(attempt.http_status, attempt.error_class) if _is_over(attempt) else "unknown",
            began_us=attempt.started_mono_us,
            retry_after_us=told_us,
        )

    def _may_go_on(self) -> bool:
        """Whether another attempt could follow the one under way."""
        plan = self._course.plan
        return plan.on_error != "stop" and self._course.attempts < plan.max_attempts

    def _left_us(self) -> int | None:
        """What is left of the call's time; None when it has no limit."""
        timeout_ms = self._course.plan.timeout_ms
        if timeout_ms is None:
            return None
        gone_us = self._tools.clock.monotonic_us() - self._call.started_mono_us
        return max(0, timeout_ms * 1000 - gone_us)

    def _limit_us(self, attempt: Attempt) -> int | None:
        """The time that an attempt has; None when it has no limit of its own."""
        left_us, own_ms = self._left_us(), self._course.plan.attempt_ms(attempt.target)
        if own_ms is None:
            return left_us
        return own_ms * 1000 if left_us is None else min(left_us, own_ms * 1000)

    def _deadline_s(self) -> float | None:
        """The end of the call's time on the loop's clock."""
        left_us = self._left_us()
        return None if left_us is None else self._loop.time() + left_us / 1e6


def _looks_like_json(answer: bytes) -> bool:
    """Whether an answer has both ends of a JSON document: what a call that names one model pays.

    Who asked our own door for the raw answer gets it, whatever it is.
    """
    return answer[:1] + answer[-1:] in (b"{}", b"[]")


def _saying(reply: Reply, text: str) -> Reply:
    """Return the reply with that as its only words."""
    parts = [part for part in reply.parts if not isinstance(part, Text)]
    return msgspec.structs.replace(reply, parts=(*parts, Text(text)))


def _is_over(attempt: Attempt) -> bool:
    """Whether it ended by itself: not because the client left."""
    return attempt.complete or attempt.error is not None


def _noted(attempt: Attempt, error: TailraceError) -> TailraceError:
    attempt.error, attempt.error_class = error, "invalid_output"
    return error
