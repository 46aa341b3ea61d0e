"""Live traffic: Acme keeps calling through the real gateway, about once every two seconds.

In: the gateway's address on this machine, the demo's keys and what to call. Out: ordinary HTTP
calls, some of which are left half-way; the rows come from the gateway like anybody's. What is
called follows from the seed; when, from the clock. `run` goes on until it is cancelled and then
leaves no connection behind.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import aiohttp

from tailrace.demo.caller import Caller, LiveCall
from tailrace.demo.cast.chance import Chance

log = logging.getLogger(__name__)

SEED = 7
PAUSE_S = (1.0, 3.0)
AT_ONCE = 4
"""More calls than this are not under way at a time, however slow they are."""
TIMEOUT_S = 60.0


class Trickle:
    """Makes the calls; `made` counts those that were answered, however."""

    def __init__(
        self,
        caller: Caller,
        *,
        gateway_url: str,
        secrets: Mapping[str, str],
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._caller = caller
        self._gateway_url = gateway_url
        self._secrets = secrets
        self._pause = pause
        self._chance = Chance(SEED)
        self.made = 0

    async def run(self) -> None:
        """Call until cancelled; `gateway_url` is `http://127.0.0.1:8080/v1`."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as calls:
            free = asyncio.Semaphore(AT_ONCE)
            while True:
                await free.acquire()
                call = calls.create_task(self.call(session, self._caller.next()))
                call.add_done_callback(lambda _: free.release())
                await self._pause(self._chance.uniform(*PAUSE_S))

    async def call(self, session: aiohttp.ClientSession, call: LiveCall) -> int:
        """Make one call and read its answer; return its status, 0 when there was none."""
        headers = {"Authorization": f"Bearer {self._secrets[call.project]}", **call.headers}
        url = self._gateway_url + call.path
        try:
            async with session.post(url, json=call.body, headers=headers) as response:
                if call.leaves:
                    await response.content.readany()
                    response.close()
                else:
                    await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            log.debug("a call of the demo was not answered: %r", error)
            return 0
        self.made += 1
        return response.status
