"""What capture costs per call, in microseconds of CPU: `python -m bench.capture`.

Prints the best of several rounds: the record building of a call that is not streamed (2 KB), of
ones streamed in 200 chunks, of an embeddings call, pricing alone, and the tee per chunk.
"""

import json
import time
from collections.abc import Callable
from functools import partial

import msgspec

from tailrace.capture.build import build
from tailrace.capture.exchange import Exchange, Hop
from tailrace.capture.price import Prices
from tailrace.capture.stream import ChatStreamTee
from tailrace.core.usage import Usage

ROUNDS = 7
STARTED_US = 1_795_435_200_000_000
QUESTION = "How many cubic metres per second pass the tailrace when both turbines run? " * 8
USAGE = {
    "prompt_tokens": 412,
    "completion_tokens": 200,
    "total_tokens": 612,
    "prompt_tokens_details": {"cached_tokens": 128, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}
REQUEST = {
    "model": "gpt-4o-mini",
    "messages": [
        {"role": "system", "content": "You answer in one sentence. " * 8},
        {"role": "user", "content": QUESTION},
    ],
    "temperature": 0.2,
    "max_tokens": 400,
}
HEAD = {"id": "chatcmpl-BfN2", "created": 1795435200, "model": "gpt-4o-mini-2024-07-18"}
CHOICE = {"index": 0, "message": {"role": "assistant", "content": "About forty. " * 40}}
ANSWER = {
    **HEAD,
    "object": "chat.completion",
    "choices": [{**CHOICE, "logprobs": None, "finish_reason": "stop"}],
    "usage": USAGE,
    "service_tier": "default",
    "system_fingerprint": "fp_34a54ae93c",
}


def main() -> None:
    """Measure and print."""
    prices = Prices()
    whole = exchange(json.dumps(ANSWER).encode(), streamed=False)
    stream = exchange(b"".join(chunks(200)), streamed=True)
    vectors = {"object": "list", "data": [{"embedding": [0.0123] * 1536}] * 20, "usage": USAGE}
    embeddings = exchange(json.dumps(vectors).encode(), streamed=False)
    usage, hop = Usage(412, 200, 128), whole.hops[0]
    chunk = chunks(1)[0]
    plain, hiding = ChatStreamTee(hide_usage=False), ChatStreamTee(hide_usage=True)
    plain.feed(chunk)
    hiding.feed(chunk)
    show("build, not streamed", lambda: build(whole, prices), 3000)
    show("build, stream of 200 chunks", lambda: build(stream, prices), 200)
    show("build, 20 embeddings", lambda: build(embeddings, prices), 200)
    for kind, events in (("anthropic", anthropic(200)), ("gemini", gemini(200))):
        other = spoken(stream, kind, b"".join(events))
        show(f"build, 200 events of {kind}", partial(build, other, prices), 200)
    show(
        "price",
        lambda: prices.cost(hop.provider, hop.base_url, hop.model, usage, hop.started_us),
        10_000,
    )
    show("tee, per chunk", lambda: plain.feed(chunk), 50_000)
    show("tee hiding usage, per chunk", lambda: hiding.feed(chunk), 50_000)


def exchange(answer: bytes, *, streamed: bool) -> Exchange:
    """Return a call with one hop that answered so."""
    hop = Hop(
        provider="openai",
        provider_kind="openai",
        base_url="https://api.openai.com/v1",
        model="gpt-4o-mini",
        started_us=STARTED_US,
        duration_us=900_000,
        ttft_us=300_000 if streamed else None,
        http_status=200,
        streamed=streamed,
        answer=answer,
    )
    return Exchange(
        org_id=1,
        project_id=1,
        key_id=1,
        environment="live",
        operation="chat",
        started_us=STARTED_US,
        duration_us=902_000,
        ttft_us=hop.ttft_us,
        overhead_us=2_000,
        span_id=1 << 44 | 1 << 8,
        trace_high=1,
        trace_low=2,
        parent_span_id=0,
        requested_provider="openai",
        requested_model="gpt-4o-mini",
        workflow="",
        user="u_17",
        session="s_4",
        tags=("beta",),
        customer_data={"metadata.segment": "enterprise"},
        test_mode=False,
        streamed=streamed,
        request=json.dumps(REQUEST).encode(),
        keep_bodies=True,
        body_limit=256 << 10,
        status="success",
        http_status=200,
        hops=(hop,),
    )


def spoken(like: Exchange, kind: str, answer: bytes) -> Exchange:
    """Return the call as one to a provider of another kind."""
    hop = msgspec.structs.replace(like.hops[0], provider=kind, provider_kind=kind, answer=answer)
    return msgspec.structs.replace(like, hops=(hop,))


def anthropic(count: int) -> list[bytes]:
    """Return the events of a message with so many pieces of text."""
    message = {"id": "msg_1", "model": "claude-sonnet-4-5", "content": [], "usage": {}}
    block = {"type": "text", "text": ""}
    pieces = [{"type": "text_delta", "text": f" piece{n}"} for n in range(count)]
    end = {"delta": {"stop_reason": "end_turn"}, "usage": {"input_tokens": 9, "output_tokens": 9}}
    events: list[dict[str, object]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        *({"type": "content_block_delta", "index": 0, "delta": piece} for piece in pieces),
        {"type": "message_delta", **end},
        {"type": "message_stop"},
    ]
    return [f"event: {one['type']}\ndata: {json.dumps(one)}\n\n".encode() for one in events]


def gemini(count: int) -> list[bytes]:
    """Return the chunks of an answer with so many pieces of text."""
    head = {"usageMetadata": {"promptTokenCount": 9}, "modelVersion": "gemini-2.5-flash"}
    parts = [{"parts": [{"text": f" piece{n}"}], "role": "model"} for n in range(count)]
    said: list[dict[str, object]] = [{"content": part, "index": 0} for part in parts]
    said[-1]["finishReason"] = "STOP"
    return [f"data: {json.dumps({'candidates': [one], **head})}\r\n\r\n".encode() for one in said]


def chunks(count: int) -> list[bytes]:
    """Return the events of a stream with so many pieces of content."""
    said = [[delta({"content": f" piece{n}"}, None)] for n in range(count)]
    said.append([delta({}, "stop")])
    events: list[dict[str, object]] = [{"choices": choices, "usage": None} for choices in said]
    events.append({"choices": [], "usage": USAGE})
    head = {**HEAD, "object": "chat.completion.chunk", "service_tier": "default"}
    lines = [json.dumps({**head, **event}, separators=(",", ":")) for event in events]
    return [f"data: {line}\n\n".encode() for line in [*lines, "[DONE]"]]


def delta(piece: dict[str, str], finish_reason: str | None) -> dict[str, object]:
    """Return one choice of a chunk."""
    return {"index": 0, "delta": piece, "logprobs": None, "finish_reason": finish_reason}


def show(name: str, step: Callable[[], object], times: int) -> None:
    """Print the best round's microseconds per step."""
    best = min(measure(step, times) for _ in range(ROUNDS))
    print(f"{name:<32}{best:9.2f} us")


def measure(step: Callable[[], object], times: int) -> float:
    """Return CPU microseconds per step."""
    start = time.process_time_ns()
    for _ in range(times):
        step()
    return (time.process_time_ns() - start) / times / 1000


if __name__ == "__main__":
    main()
