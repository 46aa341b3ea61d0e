"""The recorded workload: when real LLM calls arrived, and how many tokens they took.

In: `data/workload.csv.gz`, 28,185 requests of one hour in 2023 (`data/ATTRIBUTION.md`). Out: one
`Call` per request, in order of arrival. Nothing here is made up; `cast` does that.
"""

import gzip
from importlib.resources import files
from typing import Literal, cast

import msgspec

WorkKind = Literal["conv", "code"]


class Call(msgspec.Struct, frozen=True):
    """One request of the trace; `arrival_us` counts from the trace's first request."""

    arrival_us: int
    kind: WorkKind
    prompt_tokens: int
    completion_tokens: int


class Manifest(msgspec.Struct, frozen=True):
    """What `tools/pack_workload.py` counted when it packed the file."""

    sha256: str
    """Of the file as it is before compression."""
    span_us: int
    requests: dict[str, int]
    prompt_tokens: int
    generated_tokens: int


def load() -> list[Call]:
    """Return every request, oldest first; takes about 50 ms."""
    lines = text().decode().splitlines()
    return [_call(*line.split(",")) for line in lines[1:]]


def load_manifest() -> Manifest:
    """Return the totals that the file must have."""
    return msgspec.json.decode(_data("manifest.json"), type=Manifest)


def text() -> bytes:
    """Return the packed file as CSV: `arrival_us,kind,prompt_tokens,generated_tokens`."""
    return gzip.decompress(_data("workload.csv.gz"))


def _call(arrival_us: str, kind: str, prompt: str, generated: str) -> Call:
    return Call(int(arrival_us), cast("WorkKind", kind), int(prompt), int(generated))


def _data(name: str) -> bytes:
    return (files("tailrace.demo") / "data" / name).read_bytes()
