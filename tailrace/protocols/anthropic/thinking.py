"""How hard to think, between an effort and Anthropic's two ways of saying it.

    effort    budget_tokens (up to Claude 4.5)    output_config.effort (Claude 4.6 and later)
    none      no thinking                         no thinking
    minimal   1024                                low
    low       2048                                low
    medium    8192                                medium
    high      24576                               high
    xhigh     32768                               xhigh (high for 4.6, which has no word for it)
    max       32768                               max

A number of tokens that the client gave goes to a model of the first kind as it is, and to one of
the second kind as the effort whose row it reaches. A budget is at most half of `max_tokens`,
which holds the thoughts as well; with less than the 1024 that Anthropic demands there is none.

Thinking is a matter of how, not of what is asked. So it is left out, rather than the call
refused, where Anthropic does not allow it: with a temperature other than 1, `top_k`, a `top_p`
under 0.95, a forced tool (models of the first kind), and in a round of tools whose call came
without Anthropic's thoughts (another vendor answered it).
"""

from typing import Literal

from tailrace.protocols.anthropic import wire
from tailrace.protocols.anthropic.models import (
    ADAPTIVE,
    decides_itself,
    default_max_tokens,
    version_of,
)
from tailrace.protocols.body.seal import vendor_of
from tailrace.protocols.chat import Chat, Effort, Reasoning, ToolCall, ToolResult

Word = Literal["low", "medium", "high", "xhigh", "max"]
Thinking = wire.ThinkingOn | wire.ThinkingAdaptive | wire.ThinkingOff | wire.ThinkingBetween

BUDGETS: dict[Effort, int] = {
    "minimal": 1024,
    "low": 2048,
    "medium": 8192,
    "high": 24576,
    "xhigh": 32768,
    "max": 32768,
}
_WORDS: dict[Effort, Word] = {
    "minimal": "low",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "xhigh": "xhigh",
    "max": "max",
}
LEAST_TOKENS = 1024
LOWEST_TOP_P = 0.95
UNSAID: Effort = "high"
"""What Anthropic takes for an adaptive model when no effort is said."""


def read_thinking(
    thinking: Thinking | None, effort: Effort | None
) -> tuple[Effort | None, int | None]:
    """Return the effort and the most tokens of thought that a request asks for."""
    if isinstance(thinking, wire.ThinkingOn):
        return effort, thinking.budget_tokens
    if isinstance(thinking, wire.ThinkingAdaptive):
        return effort or UNSAID, None
    return effort, None if thinking is None else 0


def write_thinking(chat: Chat) -> tuple[Thinking | None, wire.OutputConfig | None, int]:
    """Return how to think, how hard to try, and the limit of the answer with its thoughts."""
    most = default_max_tokens(chat.model) if chat.max_tokens is None else chat.max_tokens
    asked = _asks_for_thought(chat)
    if decides_itself(chat.model):
        effort = _effort(chat) if asked else None
        thinking = wire.ThinkingAdaptive() if asked and _may_think(chat) else None
        return thinking, wire.OutputConfig(effort) if effort else None, most
    if not asked or not _may_think(chat):
        return None, None, most
    budget = chat.thinking_tokens or BUDGETS[chat.effort or UNSAID]
    if chat.max_tokens is None:
        return wire.ThinkingOn(max(budget, LEAST_TOKENS)), None, most + budget
    budget = min(budget, most // 2)
    return (wire.ThinkingOn(budget) if budget >= LEAST_TOKENS else None), None, most


def _asks_for_thought(chat: Chat) -> bool:
    if chat.thinking_tokens is not None:
        return chat.thinking_tokens > 0
    return chat.effort not in {None, "none"}


def _effort(chat: Chat) -> Word:
    """Return the effort in the words of an adaptive model."""
    if chat.effort is None or chat.effort == "none":
        tokens = chat.thinking_tokens or 0
        if tokens < BUDGETS["medium"]:
            return "low"
        return "medium" if tokens < BUDGETS["high"] else "high"
    word = _WORDS[chat.effort]
    return "high" if word == "xhigh" and version_of(chat.model) == ADAPTIVE else word


def _may_think(chat: Chat) -> bool:
    if chat.tool_choice == "required" and not decides_itself(chat.model):
        return False
    if chat.temperature not in {None, 1} or chat.top_k is not None:
        return False
    if chat.top_p is not None and chat.top_p < LOWEST_TOP_P:
        return False
    return not _amid_foreign_calls(chat)


def _amid_foreign_calls(chat: Chat) -> bool:
    """Whether the last turn brings results for calls that Anthropic's thoughts do not precede."""
    if len(chat.turns) < 2 or not any(isinstance(p, ToolResult) for p in chat.turns[-1].parts):
        return False
    parts = chat.turns[-2].parts
    own = any(isinstance(p, Reasoning) and vendor_of(p.signature) == "anthropic" for p in parts)
    return any(isinstance(p, ToolCall) for p in parts) and not own
