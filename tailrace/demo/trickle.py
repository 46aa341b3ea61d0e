"""Live traffic: Acme keeps calling through the real gateway, about once every two seconds.

In: the gateway's address on this machine and the demo's keys. Out: ordinary HTTP calls, streamed
and not, of all projects and models, a few of which fail or are left half-way; the rows come from
the gateway like anybody's. What is called follows from the seed; when, from the clock. `run` goes
on until it is cancelled and then leaves no connection behind.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import msgspec

from tailrace.demo.cast.acme import PROJECTS, Project, Workflow
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.phrases import Library
from tailrace.demo.cast.tries import RETIRED

log = logging.getLogger(__name__)

SEED = 7
PAUSE_S = (1.0, 3.0)
AT_ONCE = 4
"""More calls than this are not under way at a time, however slow they are."""
TIMEOUT_S = 60.0
RETIRED_SHARE = 0.015
EMBEDDINGS_SHARE = 0.06
LEAVE_SHARE = 0.03
"""Of the streamed calls that are left after their first chunk."""
EMBEDDING_MODEL = "openai/text-embedding-3-small"


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call that is to be made."""

    project: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str]
    leaves: bool = False
    """The client hangs up after the first chunk."""


class Caller:
    """Draws one call after the other; the same seed draws the same ones."""

    def __init__(self, library: Library, seed: int = SEED) -> None:
        self._library = library
        self._chance = Chance(seed)

    def next(self) -> LiveCall:
        """Return the next call."""
        chance = self._chance
        project = chance.weigh(PROJECTS)
        workflow = chance.weigh(project.workflows)
        text = self._library.write(
            workflow.name, chance, prompt_tokens=chance.randrange(3000), completion_tokens=100
        )
        about = self._about(project, workflow)
        if chance.happens(EMBEDDINGS_SHARE):
            body = about | {"model": EMBEDDING_MODEL, "input": text.question}
            return self._call(project, workflow, "/embeddings", body)
        target = chance.weigh(workflow.choices).targets[0]
        if chance.happens(RETIRED_SHARE):
            target = RETIRED
        body = about | {"model": "/".join(target), "messages": text.messages()}
        if chance.happens(workflow.streamed):
            body["stream"] = True
        return self._call(project, workflow, "/chat/completions", body)

    def _about(self, project: Project, workflow: Workflow) -> dict[str, Any]:
        user, segment = project.person(self._chance.randrange(project.people))
        return {"user": user, "metadata": {"segment": segment, "feature": workflow.feature}}

    def _call(
        self, project: Project, workflow: Workflow, path: str, body: dict[str, Any]
    ) -> LiveCall:
        return LiveCall(
            project=project.name,
            path=path,
            body=body,
            headers={
                "x-tailrace-workflow": workflow.name,
                "x-tailrace-session": f"s-live-{self._chance.randrange(200):03}",
                "x-tailrace-tags": ",".join(workflow.tags),
            },
            leaves="stream" in body and self._chance.happens(LEAVE_SHARE),
        )


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
