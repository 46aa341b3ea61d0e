"""Each dialect has its readers."""

import pytest

from tailrace.capture.said.kinds import KINDS, OPENAI, kind_of
from tailrace.protocols.registry import DIALECTS
from tests.fakes import anthropic_wire, gemini_wire, openai_wire, responses_wire

WHOLE = {
    "openai": (openai_wire.CHAT_ANSWER, "gpt-4o-mini-2024-07-18"),
    "responses": (responses_wire.ANSWER, "gpt-5-mini-2025-08-07"),
    "anthropic": (anthropic_wire.MESSAGE, "claude-sonnet-4-5-20250929"),
    "gemini": (gemini_wire.ANSWER, "gemini-2.5-flash"),
}


def test_every_dialect_is_read() -> None:
    assert KINDS.keys() == DIALECTS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_reads_its_own_answers(name: str) -> None:
    body, model = WHOLE[name]
    said = kind_of(name).read(body)
    assert said.model == model
    assert said.usage is not None
    assert said.preview() != ""


def test_an_unknown_kind_is_read_as_openai() -> None:
    assert kind_of("ollama") is OPENAI
