from typing import Any, Literal

import msgspec
import pytest

from tailrace.core.errors import BadInput
from tailrace.protocols.body.strict import read_request, refuse


class Words(msgspec.Struct, tag="text", forbid_unknown_fields=True):
    text: str


class Picture(msgspec.Struct, tag="image", forbid_unknown_fields=True):
    url: str


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    rows: list[Words | Picture] = []
    size: Literal["small", "large"] | None = None
    count: int | None = None
    odd: Any = None


ASKED = msgspec.json.Decoder(Asked)


def test_a_body_that_fits_is_read_also_after_repair() -> None:
    assert read_request(ASKED, b'{"count":3}').count == 3
    broken = rb'{"rows":[{"type":"text","text":"\ud83d"}]}'
    assert read_request(ASKED, broken).rows == [Words("\ufffd")]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b'{"colour":1}', "not_translatable", "colour cannot"),
        (b'{"rows":[{"type":"text","text":"a","x":1}]}', "not_translatable", "rows.0.x cannot"),
        (b'{"rows":[{"type":"sound"}]}', "not_translatable", "rows.0.type ('sound') cannot"),
        (b'{"size":"huge"}', "not_translatable", "size ('huge') cannot"),
        (b'{"rows":[{}]}', "bad_input", "rows.0: Object missing required field `type`."),
        (b'{"count":"3"}', "bad_input", "count: Expected `int | null`, got `str`."),
        (b'{"colour\\ud800":1}', "not_translatable", "colour\ufffd cannot"),
        (b"[]", "bad_input", "Expected `object`, got `array`."),
        (b"{", "bad_input", "no JSON object"),
        (b"[" * 100_000, "bad_input", "Expected `object`"),
        (b'{"odd":' + b"[" * 100_000, "bad_input", "no JSON object"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(body: bytes, code: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_request(ASKED, body)
    assert refused.value.code == code
    assert words in refused.value.message


@pytest.mark.parametrize("harmless", [None, False, 0, "", [], {}, ["text"]])
def test_a_field_that_says_nothing_is_not_refused(harmless: Any) -> None:
    refuse(Asked(odd=harmless), {"odd": (["text"],)})


def test_a_field_that_says_something_is_refused_with_its_place() -> None:
    with pytest.raises(BadInput, match=r"^rows\.3\.odd cannot"):
        refuse(Asked(odd=["audio"]), {"odd": (["text"],)}, "rows.3")
