"""The definitions hang together: names, cells, units."""

import re

import pytest

from tailrace.core.errors import BadInput
from tailrace.query.catalog import (
    FIELDS,
    HAS_NAMES,
    METRICS,
    TRAIT_FIELDS,
    find_field,
    get_dimension,
    get_metric,
    nearest,
)
from tailrace.query.cells import RAW_CELLS

CONTRACT = (
    "requests successes errors error_rate throttled cancelled rescued attempts prompt_tokens "
    "completion_tokens total_tokens cached_tokens reasoning_tokens cost_usd unpriced_requests "
    "latency_p50_ms latency_p95_ms latency_p99_ms latency_avg_ms ttft_p50_ms ttft_p95_ms "
    "output_tokens_per_s overhead_p95_ms"
)
DIMENSIONS = (
    "project key provider model requested_model workflow status http_status error_type user "
    "session tag environment source customer.segment workflow_version schema schema_version "
    "invalid_path limit"
)
FILTERED_BY = (
    "provider model requested_provider requested_model workflow status http_status error_type "
    "error_class user session tag environment source operation key project finish_reason streamed "
    "test_mode attempts id trace duration_ms ttft_ms overhead_ms prompt_tokens completion_tokens "
    "total_tokens cached_tokens reasoning_tokens cost_usd customer.a.0.b "
    "workflow_version schema schema_version invalid_path limit offline_fallback"
)


def test_every_promised_name_is_there() -> None:
    assert set(CONTRACT.split()) <= METRICS.keys()
    for name in DIMENSIONS.split():
        assert get_dimension(name).name == name
    for name in FILTERED_BY.split():
        assert find_field(name) is not None


def test_a_metric_reads_the_cells_it_names_and_no_others() -> None:
    for metric in METRICS.values():
        assert set(re.findall(r"\bc\.(\w+)", metric.sql)) == set(metric.cells)
        assert set(metric.cells) <= RAW_CELLS.keys()


def test_units_are_in_the_names() -> None:
    metrics = [(m.name, m.unit, m.help) for m in METRICS.values()]
    fields = [(f.name, f.unit, f.help) for f in FIELDS.values()]
    for name, unit, text in metrics + fields:
        assert (unit == "ms") == name.endswith("_ms")
        assert (unit == "usd") == name.endswith("_usd")
        assert text.endswith(".")


def test_has_names_lead_to_fields() -> None:
    assert {*HAS_NAMES.values(), *TRAIT_FIELDS.values()} <= FIELDS.keys()


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(BadInput) as caught:
        get_metric("latency_p95")
    assert caught.value.hint == "Did you mean latency_p95_ms?"
    with pytest.raises(BadInput) as caught:
        get_dimension("providers")
    assert caught.value.hint == "Did you mean provider?"
    with pytest.raises(BadInput, match="no dimension 'duration_ms'"):
        get_dimension("duration_ms")
    with pytest.raises(BadInput, match=r"no dimension 'customer\.'"):
        get_dimension("customer.")


def test_nothing_is_near_to_nonsense() -> None:
    assert nearest("xyzzy", METRICS) is None
    assert nearest("PROVIDER", FIELDS) == "provider"
