import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.gateway.native.fields import pick_fields

BODY = {
    "metadata": {"segment": "enterprise", "0": "zero", "a": {"b": [1, None]}},
    "user_id": "u_17",
    "messages": [{"role": "user", "content": "A lamp."}],
    "test_mode": False,
    "n": 0,
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("metadata.segment", "enterprise"),
        ("user_id", "u_17"),
        ("messages.0.content", "A lamp."),
        ("metadata.0", "zero"),
        ("test_mode", "false"),
        ("n", "0"),
        ("metadata.a", '{"b":[1,null]}'),
        ("metadata.a.b.0", "1"),
    ],
)
def test_a_path_leads_to_a_value(path: str, value: str) -> None:
    assert pick_fields(json.dumps(BODY).encode(), [path]) == {path: value}


@pytest.mark.parametrize(
    "path",
    [
        "nothing",
        "metadata.nothing",
        "metadata.a.b.1",
        "messages.1.content",
        "messages.-1.content",
        "messages.²",
        "messages." + "9" * 5_000,
        "messages.content",
        "user_id.0",
        "",
        "..",
    ],
)
def test_what_is_not_there_is_left_out(path: str) -> None:
    assert pick_fields(json.dumps(BODY).encode(), [path, "n"]) == {"n": "0"}


def test_values_are_cut_and_bounded() -> None:
    body = json.dumps({"x": "y" * 1_000, **{f"k{n}": n for n in range(100)}}).encode()
    assert pick_fields(body, ["x"]) == {"x": "y" * 256}
    assert len(pick_fields(body, [f"k{n}" for n in range(100)])) == 32


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"3"])
def test_a_body_without_members_has_no_fields(body: bytes) -> None:
    assert pick_fields(body, ["a.b"]) == {}


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab0"), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    path=st.lists(st.sampled_from(["a", "b", "0", "1", ""]), min_size=1, max_size=4),
)
def test_any_path_into_any_body_is_found_or_left_out(value: Any, path: list[str]) -> None:
    found = pick_fields(json.dumps(value).encode(), [".".join(path)])
    part = value
    try:
        for name in path:
            part = part[int(name)] if isinstance(part, list) else part[name]
    except (KeyError, IndexError, TypeError, ValueError):
        part = None
    if isinstance(value, str) or part is None:
        assert found == {}
    else:
        assert found[".".join(path)] == (
            part
            if isinstance(part, str)
            else json.dumps(part, separators=(",", ":"), ensure_ascii=False)
        )
