"""A cursor comes back as it went, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.errors import BadInput
from tailrace.query.requests.cursor import Place, read_cursor, write_cursor

places = st.builds(Place, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))


@given(places)
def test_a_place_survives(place: Place) -> None:
    text = write_cursor(place)
    assert read_cursor(text) == place
    assert text.isascii()
    assert not set(text) & set("+/=&?% ")


@given(places, st.integers(0, 26), st.sampled_from("AZaz09-_"))
def test_a_changed_cursor_is_refused(place: Place, at: int, character: str) -> None:
    text = write_cursor(place)
    changed = text[:at] + character + text[at + 1 :]
    if changed != text:
        with pytest.raises(BadInput, match="not one of ours"):
            read_cursor(changed)


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_cursor(text)
