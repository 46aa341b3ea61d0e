from decimal import Decimal

import pytest

from tailrace.core.record import Line
from tailrace.spool.lines import decode, encode
from tests.fakes.records import call, request


def test_a_line_comes_back_as_it_was() -> None:
    line = Line("writer", 7, call(3, tags=("a", "b"), cost_usd=Decimal("0.0000000001")))
    assert decode(encode(line)) == line


def test_line_breaks_in_bodies_stay_inside_one_line() -> None:
    raw = encode(Line("writer", 1, (request(input="a\nb\r\n\u2028c"),)))
    assert raw.count(b"\n") == 1
    assert raw.endswith(b"\n")


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"{}\n", b'["w",1,[{"org_id":1}]]\n', b'["w",1,[\xff]]\n']
)
def test_what_is_no_line_is_none(raw: bytes) -> None:
    assert decode(raw) is None


def test_any_cut_of_a_line_is_none() -> None:
    raw = encode(Line("writer", 1, call()))
    assert all(decode(raw[:end]) is None for end in range(len(raw) - 1))


def test_fields_of_a_later_version_are_passed_over() -> None:
    raw = encode(Line("writer", 1, (request(),)))
    assert decode(raw.replace(b'"org_id":1', b'"org_id":1,"mood":"good"')) == decode(raw)


def test_half_a_surrogate_pair_does_not_lose_the_call() -> None:
    torn = request(user="u\ud83d", customer_data={"k\udc00": "v"}, tags=("\udfff",))
    read = decode(encode(Line("writer", 1, (torn,))))
    assert read is not None
    assert (read.records[0].user, read.records[0].customer_data) == ("u?", {"k?": "v"})
    assert read.records[0].tags == ("?",)
    assert read.records[0].cost_usd == torn.cost_usd


def test_a_number_beyond_64_bits_comes_back() -> None:
    line = Line("writer", 1, (request(duration_us=1 << 70),))
    assert decode(encode(line)) == line
