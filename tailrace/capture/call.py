"""What one provider call came to: its answer read, judged and priced.

Goes in: a `Hop`, which is bytes and stamps. Comes out: a `Call`, from which `build` makes records.
Whatever the bytes are, there is a Call: what cannot be read is unknown.
"""

from typing import Any

import msgspec

from tailrace.capture.assemble import assemble
from tailrace.capture.document import Answered, read_answered
from tailrace.capture.errors import Failure, failure_of, read_failure
from tailrace.capture.exchange import Hop
from tailrace.capture.price import Price, Prices
from tailrace.core.record import Status
from tailrace.core.usage import Usage
from tailrace.protocols.body.document import to_json
from tailrace.protocols.openai.usage import has_audio, read_usage

LONGEST_NAME = 256
STREAM_CUT = Failure("network", "stream_cut", "The provider closed the stream before its end.")
NO_ANSWER = Failure("network", "no_answer", "The provider did not answer.")


class Answer(msgspec.Struct, frozen=True):
    """A provider's answer, streamed or not, in one shape."""

    said: Answered
    body: bytes
    """As it is stored: the JSON document, for a stream the one that its chunks add up to."""
    ended: bool = True
    error: Any = None
    """An error that came inside an answer with a good status."""


class Call(msgspec.Struct, frozen=True):
    """One provider call, understood."""

    hop: Hop
    answer: Answer
    status: Status
    failure: Failure
    model: str
    """The model that the answer names, else the one that was asked for."""
    finish_reason: str
    """The first choice's, in the provider's words."""
    usage: Usage | None
    price: Price | None


def read_call(hop: Hop, prices: Prices, *, cancelled: bool) -> Call:
    """Return what the hop came to; `cancelled`: the client hung up during it."""
    answer = read_answer(hop)
    status, failure = judge(hop, answer, cancelled=cancelled)
    usage = read_usage(answer.said.usage)
    return Call(
        hop=hop,
        answer=answer,
        status=status,
        failure=failure,
        model=_text(answer.said.model) or hop.model[:LONGEST_NAME],
        finish_reason=_finish_reason(answer.said.choices),
        usage=usage,
        price=price_of(hop, answer.said, usage, prices),
    )


def read_answer(hop: Hop) -> Answer:
    """Return the answer; a stream's chunks are put together."""
    if not hop.streamed:
        said = read_answered(hop.answer)
        return Answer(said, hop.answer, error=None if said.choices else said.error)
    whole = assemble(hop.answer)
    document = whole.answer
    if whole.error is not None:
        document = {**document, "error": whole.error}
    said = msgspec.convert(whole.answer, Answered)
    return Answer(said, to_json(document) if document else hop.answer, whole.ended, whole.error)


def judge(hop: Hop, answer: Answer, *, cancelled: bool) -> tuple[Status, Failure]:
    """Return how the call ended; what the gateway saw comes before what the bytes say."""
    if hop.error_class:
        return "error", Failure(hop.error_class, hop.error_type, hop.error_message)
    if hop.http_status >= 300:
        return "error", _refusal(hop, answer)
    if cancelled:
        return "cancelled", Failure("", hop.error_type, hop.error_message)
    if hop.http_status == 0:
        return "error", NO_ANSWER
    if answer.error:
        return "error", failure_of(answer.error)
    whole = answer.ended or hop.truncated
    return ("success", Failure()) if whole else ("error", STREAM_CUT)


def price_of(hop: Hop, said: Answered, usage: Usage | None, prices: Prices) -> Price | None:
    """Return the cost by the model that answered, else by the one that was asked for.

    Audio tokens cost many times what others do and are not told apart in `Usage`: unknown.
    """
    if usage is None or has_audio(said.usage):
        return None
    tier = _text(said.service_tier)
    for model in dict.fromkeys((_text(said.model), hop.model)):
        price = prices.cost(hop.provider, hop.base_url, model, usage, hop.started_us, tier=tier)
        if price is not None:
            return price
    return None


def _refusal(hop: Hop, answer: Answer) -> Failure:
    if answer.error is not None:
        return failure_of(answer.error, hop.http_status)
    return read_failure(hop.http_status, hop.answer)


def _finish_reason(choices: Any) -> str:
    first = choices[0] if isinstance(choices, list) and choices else None
    return _text(first.get("finish_reason")) if isinstance(first, dict) else ""


def _text(value: Any) -> str:
    return value[:LONGEST_NAME] if isinstance(value, str) else ""
