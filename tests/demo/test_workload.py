import hashlib
from pathlib import Path

from tailrace.demo import workload

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tailrace" / "demo" / "data"


def test_totals_are_those_of_the_published_files() -> None:
    calls = workload.load()
    assert len(calls) == 28_185
    assert sum(call.kind == "conv" for call in calls) == 19_366
    assert sum(call.kind == "code" for call in calls) == 8_819
    assert sum(call.prompt_tokens for call in calls) == 22_361_870 + 18_059_974
    assert sum(call.completion_tokens for call in calls) == 4_088_665 + 245_896


def test_manifest_says_what_the_file_holds() -> None:
    calls, manifest = workload.load(), workload.load_manifest()
    assert manifest.sha256 == hashlib.sha256(workload.text()).hexdigest()
    assert manifest.span_us == calls[-1].arrival_us
    assert manifest.requests == {"conv": 19_366, "code": 8_819}
    assert manifest.prompt_tokens == sum(call.prompt_tokens for call in calls)
    assert manifest.generated_tokens == sum(call.completion_tokens for call in calls)


def test_calls_come_in_order_of_arrival_from_zero() -> None:
    arrivals = [call.arrival_us for call in workload.load()]
    assert arrivals[0] == 0
    assert arrivals == sorted(arrivals)
    assert 55 < arrivals[-1] / 60e6 < 60  # minutes


def test_every_call_has_tokens_on_both_sides() -> None:
    assert all(call.prompt_tokens > 0 < call.completion_tokens for call in workload.load())


def test_the_packed_file_is_small_and_names_its_source() -> None:
    assert (DATA / "workload.csv.gz").stat().st_size < 300_000
    attribution = (DATA / "ATTRIBUTION.md").read_text()
    for said in ("AzureLLMInferenceTrace", "Microsoft", "CC BY 4.0", "Splitwise", "we changed"):
        assert said in attribution
