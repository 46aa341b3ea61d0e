from typing import get_args

import pytest
from anthropic.types import StopReason

from tailrace.protocols.anthropic.finish import read_finish, write_finish
from tailrace.protocols.chat import Finish


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_calls"),
        ("refusal", "content_filter"),
        ("pause_turn", "other"),
        ("", None),
        (None, None),
        (["end_turn"], None),
    ],
)
def test_reasons_are_read(reason: object, finish: Finish | None) -> None:
    assert read_finish(reason) == finish


@pytest.mark.parametrize("finish", get_args(Finish))
def test_only_anthropics_words_are_written(finish: Finish) -> None:
    assert write_finish(finish, "")["stop_reason"] in get_args(StopReason)


def test_a_stop_sequence_is_told() -> None:
    said = {"stop_reason": "stop_sequence", "stop_sequence": "END"}
    assert write_finish("stop", "END") == said
    assert write_finish(None, "") == {"stop_reason": None, "stop_sequence": None}
