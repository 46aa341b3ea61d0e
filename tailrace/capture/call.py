"""What one provider call came to: its answer read, judged and priced.

Goes in: a `Hop`, which is bytes and stamps. Comes out: a `Call`, from which `build` makes records.
Whatever the bytes are, there is a Call: what cannot be read is unknown.
"""

from typing import Any

import msgspec

from tailrace.capture.errors import NO_FAILURE, Failure, failure_of, read_failure
from tailrace.capture.exchange import Hop
from tailrace.capture.price import Price, Prices
from tailrace.capture.said.kinds import kind_of
from tailrace.capture.said.said import Said
from tailrace.capture.said.words import LONGEST_NAME
from tailrace.core.record import Status
from tailrace.core.usage import Usage
from tailrace.protocols.body.document import to_json

STREAM_CUT = Failure("network", "stream_cut", "The provider closed the stream before its end.")
NO_ANSWER = Failure("network", "no_answer", "The provider did not answer.")


class Answer(msgspec.Struct, frozen=True):
    """A provider's answer, streamed or not, in one shape."""

    said: Said
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
    usage: Usage | None
    price: Price | None


def read_call(hop: Hop, prices: Prices, *, cancelled: bool) -> Call:
    """Return what the hop came to; `cancelled`: the client hung up during it."""
    answer = read_answer(hop)
    status, failure = judge(hop, answer, cancelled=cancelled)
    return Call(
        hop=hop,
        answer=answer,
        status=status,
        failure=failure,
        model=answer.said.model or hop.model[:LONGEST_NAME],
        finish_reason=answer.said.finish_reason,
        usage=answer.said.usage,
        price=price_of(hop, answer.said, prices),
    )


def read_answer(hop: Hop) -> Answer:
    """Return the answer, read in its dialect; a stream's events are put together."""
    kind = kind_of(hop.provider_kind)
    if not hop.streamed:
        said = kind.read(hop.answer)
        return Answer(said, hop.answer, error=said.error)
    whole = kind.assemble(hop.answer)
    document = whole.answer
    if whole.error is not None:
        document = {**document, "error": whole.error}
    body = to_json(document) if document else hop.answer
    return Answer(kind.of(whole.answer), body, whole.ended, whole.error)


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
    return ("success", NO_FAILURE) if whole else ("error", STREAM_CUT)


def price_of(hop: Hop, said: Said, prices: Prices) -> Price | None:
    """Return the cost by the model that answered, else by the one that was asked for."""
    usage, terms = said.usage, said.terms
    if usage is None or terms is None:
        return None
    for model in dict.fromkeys((said.model, hop.model)):
        price = prices.cost(hop.provider, hop.base_url, model, usage, hop.started_us, terms)
        if price is not None:
            return price
    return None


def _refusal(hop: Hop, answer: Answer) -> Failure:
    if answer.error is not None:
        return failure_of(answer.error, hop.http_status)
    return read_failure(hop.http_status, hop.answer)
