import gzip
import hashlib
import json
from pathlib import Path

import pytest

from tools import pack_workload

CONVERSATIONS = """TIMESTAMP,ContextTokens,GeneratedTokens\r
2023-11-16 18:15:46.6805900,374,44\r
2023-11-16 19:00:00.0000010,20,3\r
"""
CODE = """TIMESTAMP,ContextTokens,GeneratedTokens\r
2023-11-16 18:15:47.0000000,4808,10\r
"""
PACKED = """arrival_us,kind,prompt_tokens,generated_tokens
0,conv,374,44
319410,code,4808,10
2653319411,conv,20,3
"""


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    (tmp_path / "conv.csv").write_bytes(CONVERSATIONS.encode())
    (tmp_path / "code.csv").write_bytes(CODE.encode())
    return [str(tmp_path / "conv.csv"), str(tmp_path / "code.csv")]


def test_files_are_merged_in_order_of_arrival(tmp_path: Path, sources: list[str]) -> None:
    pack_workload.main([*sources, str(tmp_path / "out")])
    assert gzip.decompress((tmp_path / "out" / "workload.csv.gz").read_bytes()) == PACKED.encode()


def test_manifest_counts_what_was_packed(tmp_path: Path, sources: list[str]) -> None:
    pack_workload.main([*sources, str(tmp_path / "out")])
    assert json.loads((tmp_path / "out" / "manifest.json").read_text()) == {
        "sha256": hashlib.sha256(PACKED.encode()).hexdigest(),
        "span_us": 2_653_319_411,
        "requests": {"code": 1, "conv": 2},
        "prompt_tokens": 5202,
        "generated_tokens": 57,
    }


def test_packing_twice_gives_the_same_bytes(tmp_path: Path, sources: list[str]) -> None:
    for folder in ("one", "two"):
        pack_workload.main([*sources, str(tmp_path / folder)])
    for name in ("workload.csv.gz", "manifest.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
