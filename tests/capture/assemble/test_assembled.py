"""The loop over events that every dialect shares."""

from typing import Any

from tailrace.capture.assemble.assembled import add_up


class Counting:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.error: Any = None
        self.chunks: list[dict[str, Any]] = []

    def add(self, chunk: dict[str, Any]) -> None:
        self.chunks.append(chunk)

    def is_finished(self) -> bool:
        return len(self.chunks) == 3

    def whole(self) -> dict[str, Any]:
        return {"chunks": self.chunks}


def test_chunks_are_added_in_order_and_heartbeats_passed_over() -> None:
    whole = add_up(b'data: {"a":1}\n\n: ping\n\ndata: x\n\ndata: {"b":2}\r\n\r\n', Counting())
    assert whole.answer == {"chunks": [{"a": 1}, {"b": 2}]}
    assert not whole.ended
    assert add_up(b"data: [DONE]\n\n", Counting()).ended
    assert add_up(b'data: {"a":1}\n\n' * 3, Counting()).ended


def test_the_first_error_is_told_and_nothing_added_of_it() -> None:
    stream = b'data: {"error":"one"}\n\nevent: error\ndata: {"m":"two"}\n\ndata: {"a":1}\n\n'
    whole = add_up(stream, Counting())
    assert (whole.error, whole.answer) == ("one", {"chunks": [{"a": 1}]})


def test_an_error_that_is_part_of_the_answer_is_told() -> None:
    failed = Counting()
    failed.error = "part"
    assert add_up(b"", failed).error == "part"


def test_json_between_events_is_read() -> None:
    whole = add_up(b'data: {"a":1}\r\n\r\n{\r\n  "error": {"code": 429}\r\n}', Counting())
    assert whole.error == {"code": 429}
