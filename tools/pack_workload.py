"""Packs the Azure LLM inference trace into the file that `tailrace demo` replays.

    python tools/pack_workload.py <conversations.csv> <code.csv> [<folder>]

In: the two CSV files of AzureLLMInferenceTrace (`TIMESTAMP,ContextTokens,GeneratedTokens`). Out, in
the folder (the demo's data by default): `workload.csv.gz`, one row per request in order of arrival,
and `manifest.json` with its totals. The same input gives the same bytes: no time, no name and no
machine goes in. What is changed is told in `tailrace/demo/data/ATTRIBUTION.md`.
"""

import csv
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "tailrace" / "demo" / "data"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEADER = "arrival_us,kind,prompt_tokens,generated_tokens"

Row = tuple[int, str, int, int]


def read(path: Path, kind: str) -> Iterator[Row]:
    """Yield (arrival in microseconds of some epoch, kind, prompt tokens, generated tokens)."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            yield (
                _microseconds(row["TIMESTAMP"]),
                kind,
                int(row["ContextTokens"]),
                int(row["GeneratedTokens"]),
            )


def pack(rows: Sequence[Row]) -> tuple[bytes, dict[str, object]]:
    """Return the compressed file and its manifest; arrivals are counted from the first one."""
    ordered = sorted(rows)
    first_us = ordered[0][0]
    lines = [f"{at - first_us},{kind},{prompt},{made}" for at, kind, prompt, made in ordered]
    text = "\n".join([HEADER, *lines, ""]).encode()
    manifest: dict[str, object] = {
        "sha256": hashlib.sha256(text).hexdigest(),
        "span_us": ordered[-1][0] - first_us,
        "requests": _count(ordered),
        "prompt_tokens": sum(prompt for _, _, prompt, _ in ordered),
        "generated_tokens": sum(made for _, _, _, made in ordered),
    }
    return gzip.compress(text, compresslevel=9, mtime=0), manifest


def main(arguments: Sequence[str]) -> None:
    conversations, code = Path(arguments[0]), Path(arguments[1])
    folder = Path(arguments[2]) if len(arguments) > 2 else FOLDER
    packed, manifest = pack([*read(conversations, "conv"), *read(code, "code")])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workload.csv.gz").write_bytes(packed)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{len(packed)} bytes, {json.dumps(manifest)}")


def _microseconds(stamp: str) -> int:
    # The trace writes seven digits of a second; the seventh is always 0 and Python reads six.
    return (datetime.fromisoformat(f"{stamp[:26]}+00:00") - EPOCH) // timedelta(microseconds=1)


def _count(rows: Sequence[Row]) -> dict[str, int]:
    kinds = [kind for _, kind, _, _ in rows]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


if __name__ == "__main__":
    main(sys.argv[1:])
