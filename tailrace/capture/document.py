"""The fields that capture reads of a request and of an answer, out of any bytes.

Goes in: a body as it came over the wire. Comes out: `Asked` or `Answered`, with nothing known when
the body is no JSON object. Fields that nobody reads are skipped, not built, such as the numbers of
an embedding.
"""

from typing import Any

import msgspec

from tailrace.protocols.body.document import read


class Asked(msgspec.Struct, gc=False, rename={"generation_config": "generationConfig"}):
    """A chat, completion or embeddings request in any dialect; fields may hold any JSON value.

    Dialects mean the same by a name that they share, so one struct reads them all.
    """

    messages: Any = None
    prompt: Any = None
    input: Any = None
    temperature: Any = None
    top_p: Any = None
    n: Any = None
    seed: Any = None
    stop: Any = None
    max_tokens: Any = None
    max_completion_tokens: Any = None
    frequency_penalty: Any = None
    presence_penalty: Any = None
    reasoning_effort: Any = None
    response_format: Any = None
    tools: Any = None
    service_tier: Any = None
    dimensions: Any = None
    encoding_format: Any = None
    # Anthropic's and the Responses API's own
    top_k: Any = None
    stop_sequences: Any = None
    output_config: Any = None
    max_output_tokens: Any = None
    reasoning: Any = None
    text: Any = None
    # Gemini's
    contents: Any = None
    generation_config: Any = None


class Answered(msgspec.Struct, gc=False):
    """A chat, completion or embeddings answer; every field may hold any JSON value."""

    id: Any = None
    model: Any = None
    choices: Any = None
    usage: Any = None
    error: Any = None
    service_tier: Any = None
    system_fingerprint: Any = None


_ASKED = msgspec.json.Decoder(Asked)
_ANSWERED = msgspec.json.Decoder(Answered)


def read_asked(body: bytes) -> Asked:
    """Return what the body asks for; nothing known when it is no JSON object."""
    return read(_ASKED, body) or Asked()


def read_answered(body: bytes) -> Answered:
    """Return what the body answers; nothing known when it is no JSON object."""
    return read(_ANSWERED, body) or Answered()
