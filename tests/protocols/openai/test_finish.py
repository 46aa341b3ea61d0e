import pytest

from tailrace.protocols.chat import Finish
from tailrace.protocols.openai.finish import read_finish, write_finish


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("stop", "stop"),
        ("eos", "stop"),
        ("length", "length"),
        ("tool_calls", "tool_calls"),
        ("function_call", "tool_calls"),
        ("content_filter", "content_filter"),
        ("error", "other"),
        ("", None),
        (None, None),
        (3, None),
    ],
)
def test_reasons_are_read(reason: object, finish: Finish | None) -> None:
    assert read_finish(reason, calls=False, refused=False) == finish


def test_a_forced_call_and_a_refusal_are_seen_behind_a_stop() -> None:
    assert read_finish("stop", calls=True, refused=False) == "tool_calls"
    assert read_finish("stop", calls=False, refused=True) == "content_filter"
    assert read_finish("length", calls=True, refused=False) == "length"


def test_only_openais_words_are_written() -> None:
    assert write_finish("tool_calls") == "tool_calls"
    assert write_finish("other") == "stop"
    assert write_finish(None) == "stop"
