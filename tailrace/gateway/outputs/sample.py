"""Answers without a provider: a workflow's test mode, and a schema's sample in place of an answer.

A sample goes in, a `Reply` comes out, to be written in the client's own format. No tokens are told,
because none were counted.
"""

from typing import Any

import msgspec

from tailrace.control.traffic.workflow import WorkflowSpec
from tailrace.core.errors import BadInput, InvalidOutput
from tailrace.gateway.outputs.check import Invalid
from tailrace.gateway.outputs.wanted import Wanted
from tailrace.protocols.chat import Reply, Text


def sample_of(spec: WorkflowSpec, wanted: Wanted | None) -> Any:
    """Return what test mode answers; raises BadInput when nobody said."""
    if spec.sample is not None:
        return spec.sample
    if wanted is not None and wanted.sample is not None:
        return wanted.sample
    raise BadInput(
        f"The workflow {spec.name!r} has no sample to answer in test mode.",
        hint="Give the workflow a sample, or its schema.",
        code="no_sample",
    )


def sample_reply(sample: Any, model: str, *, reply_id: str) -> Reply:
    """Return the answer that says the sample: a text as it is, any other value as JSON."""
    text = sample if isinstance(sample, str) else msgspec.json.encode(sample).decode()
    return Reply(id=reply_id, model=model, parts=(Text(text),), finish="stop")


def rejected(invalid: Invalid, wanted: Wanted) -> InvalidOutput:
    """Return the refusal of a call whose answer misses its schema."""
    version = f" (version {wanted.version})" if wanted.version else ""
    where = f" at {invalid.path}" if invalid.path else ""
    return InvalidOutput(
        f"The model's answer does not fit the schema {wanted.name!r}{version}{where}:"
        f" {invalid.message}",
        path=invalid.path,
        hint="See the attempts for what was tried.",
    )
