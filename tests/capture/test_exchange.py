import msgspec
import pytest

from tests.fakes.exchanges import exchange, hop


def test_an_exchange_cannot_change() -> None:
    seen = exchange(hop())
    with pytest.raises(AttributeError):
        seen.http_status = 500  # type: ignore[misc]


def test_an_exchange_survives_being_written_down() -> None:
    seen = exchange(hop(), answer=b"\xff\x00")
    packed = msgspec.msgpack.encode(seen)
    assert msgspec.msgpack.decode(packed, type=type(seen)) == seen
