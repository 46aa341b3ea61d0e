from typing import Any

import pytest

from tailrace.protocols.anthropic import wire
from tailrace.protocols.anthropic.thinking import BUDGETS, Thinking, read_thinking, write_thinking
from tailrace.protocols.chat import Chat, Effort, Reasoning, Text, ToolCall, ToolResult, Turn

HI = (Turn("user", (Text("Hi"),)),)
OLDER, NEWER = "claude-sonnet-4-5", "claude-opus-4-8"
CALL, TOLD = ToolCall("a", "f", "{}"), Turn("user", (ToolResult("a", ()),))


def chat(model: str, turns: tuple[Turn, ...] = HI, **fields: Any) -> Chat:
    return Chat(model=model, turns=turns, **fields)


@pytest.mark.parametrize(
    ("thinking", "effort", "read"),
    [
        (None, None, (None, None)),
        (None, "low", ("low", None)),
        (wire.ThinkingOn(2048), None, (None, 2048)),
        (wire.ThinkingAdaptive(), None, ("high", None)),
        (wire.ThinkingAdaptive(), "max", ("max", None)),
        (wire.ThinkingOff(), None, (None, 0)),
        (wire.ThinkingBetween(), "low", ("low", 0)),
    ],
)
def test_a_request_says_how_to_think(
    thinking: Thinking | None, effort: Effort | None, read: tuple[Effort | None, int | None]
) -> None:
    assert read_thinking(thinking, effort) == read


@pytest.mark.parametrize("effort", list(BUDGETS))
def test_an_older_model_is_given_tokens_on_top_of_the_answers(effort: Effort) -> None:
    budget = BUDGETS[effort]
    assert write_thinking(chat(OLDER, effort=effort)) == (
        wire.ThinkingOn(budget),
        None,
        16384 + budget,
    )


@pytest.mark.parametrize(
    ("most", "budget"), [(100_000, 24_576), (10_000, 5_000), (2048, 1024), (2047, None), (1, None)]
)
def test_a_budget_is_at_most_half_of_the_limit(most: int, budget: int | None) -> None:
    thinking = None if budget is None else wire.ThinkingOn(budget)
    assert write_thinking(chat(OLDER, effort="high", max_tokens=most)) == (thinking, None, most)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"effort": "minimal"}, "low"),
        ({"effort": "xhigh"}, "xhigh"),
        ({"effort": "max"}, "max"),
        ({"thinking_tokens": 1024}, "low"),
        ({"thinking_tokens": 8192}, "medium"),
        ({"thinking_tokens": 60_000}, "high"),
        ({"thinking_tokens": 8192, "effort": "max"}, "max"),
    ],
)
def test_a_newer_model_is_told_an_effort(asked: dict[str, Any], word: Any) -> None:
    told = write_thinking(chat(NEWER, **asked))
    assert told == (wire.ThinkingAdaptive(), wire.OutputConfig(word), 16384)


def test_a_word_that_a_model_does_not_know_is_the_next_below() -> None:
    _, config, _ = write_thinking(chat("claude-opus-4-6", effort="xhigh"))
    assert config == wire.OutputConfig("high")


@pytest.mark.parametrize("model", [OLDER, NEWER])
@pytest.mark.parametrize(
    "asked", [{}, {"effort": "none"}, {"thinking_tokens": 0, "effort": "high"}]
)
def test_no_thought_is_asked_for(model: str, asked: dict[str, Any]) -> None:
    assert write_thinking(chat(model, **asked)) == (None, None, 16384)


@pytest.mark.parametrize(
    "asked",
    [
        {"temperature": 0.5},
        {"top_k": 3},
        {"top_p": 0.5},
        {"tool_choice": "required"},
        {"turns": (*HI, Turn("assistant", (CALL,)), TOLD)},
        {"turns": (*HI, Turn("assistant", (Reasoning("", "gemini:C"), CALL)), TOLD)},
    ],
)
def test_thinking_is_left_out_where_anthropic_does_not_allow_it(asked: dict[str, Any]) -> None:
    assert write_thinking(chat(OLDER, effort="high", **asked))[0] is None


def test_thinking_stays_where_it_is_allowed() -> None:
    own = Turn("assistant", (Reasoning("Hm.", "anthropic:Eq"), CALL))
    allowed: list[dict[str, Any]] = [
        {"temperature": 1},
        {"top_p": 0.95},
        {"turns": (*HI, own, TOLD)},
    ]
    for asked in allowed:
        assert write_thinking(chat(OLDER, effort="high", **asked))[0] is not None
    assert write_thinking(chat(NEWER, effort="high", tool_choice="required"))[0] is not None
