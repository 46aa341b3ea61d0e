from typing import Any

import pytest

from tests.limits.conftest import rule


@pytest.mark.parametrize(
    ("changes", "kind", "capacity"),
    [
        ({"window": "second"}, "sliding", 3),
        ({"window": "hour"}, "sliding", 3),
        ({"window": "day"}, "calendar", 3),
        ({"window": "month"}, "calendar", 3),
        ({"window": "minute", "burst": 20}, "bucket", 20),
        ({"window": "day", "burst": 1}, "bucket", 1),
    ],
)
def test_window_and_burst_say_how_a_rule_counts(
    changes: dict[str, Any], kind: str, capacity: int
) -> None:
    changed = rule(**changes)
    assert (changed.kind, changed.capacity) == (kind, capacity)


def test_use_is_kept_apart_by_holder_unit_window_and_kind() -> None:
    rules = [
        rule(),
        rule(key="1:user:bob"),
        rule(unit="tokens"),
        rule(window="hour"),
        rule(burst=2),
    ]
    assert len({r.place for r in rules}) == len(rules)
    assert rule(amount=9, name="other").place == rule().place
