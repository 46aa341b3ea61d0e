"""Says one call to whichever target it goes to, each in the format that the target speaks.

A target that speaks the client's format gets the client's bytes, as `providers.sent` says. For any
other the body is read once into a `Chat` and written anew. What must stay true: whether a target
can be told is known before any provider is called.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from tailrace.core.errors import BadInput
from tailrace.gateway.call import Ask, Door
from tailrace.gateway.outputs.check import Invalid
from tailrace.gateway.outputs.instruct import for_body, for_chat, has_native
from tailrace.gateway.outputs.repair import repair_body, repair_chat
from tailrace.gateway.outputs.wanted import Wanted
from tailrace.gateway.providers.address import speaks
from tailrace.gateway.providers.sent import request_body, with_defaults
from tailrace.gateway.routing.plan import Plan
from tailrace.gateway.routing.target import Target
from tailrace.protocols.anthropic.foreign import without_foreign_thoughts
from tailrace.protocols.chat import CODE, Chat, untranslatable
from tailrace.protocols.registry import DIALECTS


class Speech(msgspec.Struct, frozen=True):
    """What a target is told."""

    dialect: str
    body: bytes


class Repair(msgspec.Struct, frozen=True):
    """What was wrong with an answer that the target is to give again."""

    answered: str
    invalid: Invalid


class Speaker:
    """One call, in the client's words; `parameters` are the workflow's defaults."""

    def __init__(
        self, door: Door, ask: Ask, wanted: Wanted | None, parameters: Mapping[str, Any]
    ) -> None:
        self._dialect, self._operation = door.dialect, door.operation
        if parameters:
            body = with_defaults(ask.body, parameters, door.dialect)
            ask = msgspec.structs.replace(ask, body=body)
        self._ask = ask
        self._wanted = wanted
        self._chat: Chat | None = None

    def to(self, target: Target, repair: Repair | None = None) -> Speech:
        """Return what a target is told; raises BadInput for what its format has no word for."""
        provider, dialect, wanted = target.provider, self._dialect, self._wanted
        same = speaks(provider, dialect)
        if same and wanted is None:
            return Speech(dialect, request_body(self._untouched(), target.model, dialect))
        if same and wanted is not None and dialect == "openai":
            return Speech(dialect, self._structured_body(target, wanted, repair))
        towards = dialect if same else provider.kind
        if self._operation != "chat":
            raise untranslatable(f"A call for {self._operation}", towards)
        return Speech(towards, DIALECTS[towards].write_chat(self._chat_for(target, repair)))

    def check(self, target: Target) -> None:
        """Raise the BadInput that `to` would raise."""
        if self._wanted is not None or not speaks(target.provider, self._dialect):
            self.to(target)

    def _untouched(self) -> Ask:
        """Return what goes to the client's own vendor: all of it but other vendors' thoughts."""
        body = self._ask.body
        if self._dialect == "anthropic" and (own := without_foreign_thoughts(body)) is not body:
            return msgspec.structs.replace(self._ask, body=own)
        return self._ask

    def _structured_body(self, target: Target, wanted: Wanted, repair: Repair | None) -> bytes:
        native = has_native(target.provider.vendor, target.provider.kind, target.model)
        body = for_body(request_body(self._ask, target.model), wanted, native=native)
        return repair_body(body, repair.answered, repair.invalid) if repair else body

    def _chat_for(self, target: Target, repair: Repair | None) -> Chat:
        if self._chat is None:
            self._chat = DIALECTS[self._dialect].read_chat(self._ask.body)
        chat = msgspec.structs.replace(self._chat, model=target.model, stream=self._ask.streamed)
        if self._wanted is not None:
            native = has_native(target.provider.vendor, target.provider.kind, target.model)
            chat = for_chat(chat, self._wanted, native=native)
        return repair_chat(chat, repair.answered, repair.invalid) if repair else chat


def sayable(speaker: Speaker, plan: Plan) -> Plan:
    """Return the plan with the targets that can be told; raises BadInput when there is none.

    A target whose format has no word for something is left out: the others may have one.
    """
    kept: list[Target] = []
    refusal: BadInput | None = None
    for target in plan.targets:
        try:
            speaker.check(target)
        except BadInput as error:
            if error.code != CODE:
                raise
            refusal = refusal or error
        else:
            kept.append(target)
    if refusal is None:
        return plan
    if not kept:
        raise refusal
    return msgspec.structs.replace(plan, targets=tuple(kept))
