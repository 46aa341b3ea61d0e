from tailrace.protocols.chat import Reasoning, Text
from tailrace.protocols.openai.reasoning import (
    UNSEALED,
    detail_of,
    joined,
    own_thoughts,
    read_reasoning,
    write_reasoning,
)

SEALED = Reasoning("Hm.", "anthropic:Eq8B")
HIDDEN = Reasoning("", "anthropic:EmwK", hidden=True)


def test_thoughts_come_under_several_names() -> None:
    assert read_reasoning({"reasoning_content": "Hm."}) == [Reasoning("Hm.")]
    assert read_reasoning({"reasoning": "Hm."}) == [Reasoning("Hm.")]
    assert read_reasoning({"reasoning": {"effort": "low"}, "reasoning_details": 3}) == []


def test_details_win_and_keep_the_seals() -> None:
    fields = write_reasoning([SEALED, HIDDEN])
    assert fields["reasoning_content"] == "Hm."
    assert read_reasoning(fields) == [SEALED, HIDDEN]


def test_details_without_text_go_with_the_text() -> None:
    fields = {
        "reasoning": "Hm.",
        "reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}, 7],
    }
    assert read_reasoning(fields, "openai") == [
        Reasoning("Hm."),
        Reasoning("", "openai:x", hidden=True),
    ]


def test_pieces_that_a_client_kept_from_a_stream_are_one_thought() -> None:
    pieces = [Reasoning("H"), Reasoning("m."), Reasoning("", "anthropic:Eq8B")]
    details = [detail_of(piece, 0) for piece in pieces]
    assert joined(read_reasoning({"reasoning_details": details})) == (SEALED,)


def test_a_thought_without_a_seal_is_marked_as_ours_to_give_back() -> None:
    assert joined([Reasoning("Hm.")]) == (Reasoning("Hm.", UNSEALED),)


def test_only_thoughts_of_this_format_go_back_to_a_provider() -> None:
    own = Reasoning("Mine.", "openai:x")
    assert own_thoughts([SEALED, Text("a"), Reasoning("No one's."), HIDDEN]) == {}
    assert own_thoughts([SEALED, Reasoning("Mine.", UNSEALED)]) == {"reasoning_content": "Mine."}
    assert own_thoughts([own])["reasoning_details"] == [
        {"type": "reasoning.text", "index": 0, "text": "Mine.", "signature": "x"}
    ]
