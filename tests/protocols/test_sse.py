from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tailrace.protocols.sse import EventSplitter, data_of, end_of_events, name_of, split_events
from tests.fakes import openai_wire as wire

PIECES = st.sampled_from([b"data: x", b"\n", b"\r\n", b"\n\n", b"\r\n\r\n", b"\r", b": hi", b""])


def test_events_joined_are_the_stream() -> None:
    stream = b"".join(wire.TEXT_STREAM)
    assert split_events(stream) == wire.TEXT_STREAM
    assert split_events(stream[:-1])[-1] == b"data: [DONE]\n"


def test_data_lines_are_joined() -> None:
    assert data_of(b"data: one\ndata:two\r\nid: 3\n\n") == b"one\ntwo"
    assert data_of(b"data:  one \n\n") == b"one"
    assert data_of(b": nothing\n\n") == b""


def test_the_last_name_of_an_event_counts() -> None:
    assert name_of(b"event: error\r\ndata: x\r\n\r\n") == b"error"
    assert name_of(b"data: x\n\n") == b""


def test_an_event_comes_as_soon_as_its_empty_line_is_there() -> None:
    splitter = EventSplitter()
    assert splitter.feed(b"data: 1\r\n\r") == []
    assert splitter.feed(b"\ndata: 2\n") == [b"data: 1\r\n\r\n"]
    assert splitter.feed(b"\ndata: 3") == [b"data: 2\n\n"]
    assert splitter.flush() == [b"data: 3"]
    assert splitter.flush() == []


@given(st.lists(PIECES, max_size=20).map(b"".join), st.lists(st.integers(0, 99), max_size=9))
def test_the_same_events_come_however_the_stream_is_cut(stream: bytes, places: list[int]) -> None:
    edges = [0, *sorted(min(place, len(stream)) for place in places), len(stream)]
    splitter = EventSplitter()
    events = [event for a, b in pairwise(edges) for event in splitter.feed(stream[a:b])]
    assert events + splitter.flush() == split_events(stream)


def test_the_last_end_is_found_with_either_kind_of_line() -> None:
    assert end_of_events(b"data: 1\n\ndata: 2\r\n\r\ndata: 3\n") == 20
    assert end_of_events(b"data: 1\r\n\r\ndata: 2\n\n") == 20
    assert end_of_events(b"data: 1\n") == 0
