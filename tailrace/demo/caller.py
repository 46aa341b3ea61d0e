"""What Acme calls live: one call after the other, through every door of the gateway.

In: a seed and the texts. Out: `LiveCall`s, the same ones for the same seed. Most run a workflow,
in the format of one of the vendors' clients; some name a provider and a model themselves, a few
make embeddings, and now and then somebody asks for a model that is gone.
"""

from typing import Any, Literal

import msgspec

from tailrace.demo.cast.acme import PROJECTS, Project, Workflow
from tailrace.demo.cast.chance import Chance
from tailrace.demo.cast.phrases import Library, Text
from tailrace.demo.cast.tries import RETIRED

SEED = 7
RETIRED_SHARE = 0.015
EMBEDDINGS_SHARE = 0.06
DIRECT_SHARE = 0.12
"""Of the calls that name a provider and a model themselves."""
LEAVE_SHARE = 0.03
"""Of the streamed calls that are left after their first chunk."""
EMBEDDING_MODEL = "openai/text-embedding-3-small"
MAX_TOKENS = 1024
"""Anthropic's format wants a limit."""
Client = Literal["openai", "anthropic", "responses", "native"]


class Share(msgspec.Struct, frozen=True):
    """How often a format is used."""

    weight: int
    client: Client


CLIENTS = (
    Share(64, "openai"),
    Share(16, "anthropic"),
    Share(8, "responses"),
    Share(12, "native"),
)


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call that is to be made."""

    project: str
    path: str
    """Below `/v1`."""
    body: dict[str, Any]
    headers: dict[str, str]
    leaves: bool = False
    """The client hangs up after the first chunk."""


class Asked(msgspec.Struct, frozen=True):
    """What one person wants to know."""

    model: str
    """A workflow's name, or a provider and a model."""
    text: Text
    user: str
    metadata: dict[str, str]
    streamed: bool

    def body(self, client: Client) -> tuple[str, dict[str, Any]]:
        """Return the path and the body that such a client sends."""
        if client == "anthropic":
            return "/messages", self._as_anthropic()
        if client == "responses":
            return "/responses", self._as_responses()
        if client == "native":
            return "/ai", self._as_native()
        body = {"model": self.model, "messages": self.text.messages(), **self._about()}
        return "/chat/completions", body | self._stream()

    def _as_anthropic(self) -> dict[str, Any]:
        system, *messages = self.text.messages()
        return {
            "model": self.model,
            "max_tokens": MAX_TOKENS,
            "system": system["content"],
            "messages": messages,
            "metadata": {"user_id": self.user},
            **self._stream(),
        }

    def _as_responses(self) -> dict[str, Any]:
        system, *items = self.text.messages()
        asked = {"model": self.model, "instructions": system["content"], "input": items}
        return {**asked, **self._about(), **self._stream()}

    def _as_native(self) -> dict[str, Any]:
        asked = {"workflow": self.model, "messages": self.text.messages()}
        return {**asked, **self._about(), **self._stream(), "inputs": {"source": "demo"}}

    def _about(self) -> dict[str, Any]:
        return {"user": self.user, "metadata": self.metadata}

    def _stream(self) -> dict[str, Any]:
        return {"stream": True} if self.streamed else {}


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
        if chance.happens(EMBEDDINGS_SHARE):
            asked = self._asked(project, workflow, EMBEDDING_MODEL)
            body = {"input": asked.text.question, "user": asked.user, "model": asked.model}
            return self._call(project, workflow, "/embeddings", body)
        if chance.happens(RETIRED_SHARE):
            asked = self._asked(project, workflow, "/".join(RETIRED))
            return self._call(project, workflow, *asked.body("openai"))
        if chance.happens(DIRECT_SHARE):
            target = chance.weigh(workflow.newest.choices).target
            asked = self._asked(project, workflow, "/".join(target))
            return self._call(project, workflow, *asked.body("openai"))
        asked = self._asked(project, workflow, workflow.name)
        client = chance.weigh(CLIENTS).client
        return self._call(project, workflow, *asked.body(client))

    def _asked(self, project: Project, workflow: Workflow, model: str) -> Asked:
        chance = self._chance
        user, segment = project.person(chance.randrange(project.people))
        text = self._library.write(
            workflow.name, chance, prompt_tokens=chance.randrange(3000), completion_tokens=100
        )
        metadata = {"segment": segment, "feature": workflow.feature}
        return Asked(model, text, user, metadata, chance.happens(workflow.streamed))

    def _call(
        self, project: Project, workflow: Workflow, path: str, body: dict[str, Any]
    ) -> LiveCall:
        headers = {"x-tailrace-session": f"s-live-{self._chance.randrange(200):03}"}
        if body.get("model") != workflow.name and "workflow" not in body:
            headers["x-tailrace-tags"] = ",".join(workflow.tags)
        return LiveCall(
            project=project.name,
            path=path,
            body=body,
            headers=headers,
            leaves="stream" in body and self._chance.happens(LEAVE_SHARE),
        )
