from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.usage import Usage
from tailrace.protocols.chat import (
    Broken,
    CallPiece,
    CallStarted,
    Counted,
    Ended,
    Finished,
    Reasoning,
    ReasoningPiece,
    Reply,
    Started,
    Text,
    TextPiece,
    ToolCall,
)
from tailrace.protocols.fold import Folding, fold, join, unfold
from tests.fakes import chats as made


@given(made.replies(st.builds(Reasoning, made.WORDS, st.just("anthropic:Eq8B"))))
def test_a_reply_taken_apart_adds_up_again(reply: Reply) -> None:
    assert fold(unfold(reply)) == reply


def test_pieces_are_joined_and_calls_may_be_told_at_once() -> None:
    reply = fold(
        [
            Started("id", "model", Usage(prompt_tokens=3)),
            ReasoningPiece("Hm"),
            ReasoningPiece("m.", ""),
            ReasoningPiece(signature="anthropic:Eq8B"),
            TextPiece("Wa"),
            TextPiece("ter"),
            CallStarted(0, "a", "f"),
            CallStarted(1, "b", "g", "gemini:Cs"),
            CallPiece(0, '{"x"'),
            CallPiece(1, "{}"),
            CallPiece(0, ":1}"),
            Finished("tool_calls"),
            Counted(Usage(prompt_tokens=3, completion_tokens=9)),
            Ended(),
        ]
    )
    assert reply == Reply(
        id="id",
        model="model",
        parts=(
            Reasoning("Hmm.", "anthropic:Eq8B"),
            Text("Water"),
            ToolCall("a", "f", '{"x":1}'),
            ToolCall("b", "g", "{}", "gemini:Cs"),
        ),
        finish="tool_calls",
        usage=Usage(prompt_tokens=3, completion_tokens=9),
    )


def test_a_cut_stream_gives_what_was_seen() -> None:
    folding = Folding()
    folding.add([Started("id", "model", Usage(prompt_tokens=3)), TextPiece("Wa")])
    assert folding.reply.parts == (Text("Wa"),)
    assert folding.reply.finish is None
    assert folding.reply.usage == Usage(prompt_tokens=3)
    assert not folding.ended


def test_the_first_error_and_the_end_are_known() -> None:
    folding = Folding()
    folding.add([Broken("a", "first"), Broken("b", "second"), Ended()])
    assert folding.broken == Broken("a", "first")
    assert folding.ended


def test_a_sealed_or_hidden_thought_is_not_continued() -> None:
    sealed, hidden = Reasoning("a", "anthropic:E"), Reasoning("", "anthropic:H", hidden=True)
    thoughts = (sealed, Reasoning("b"), hidden, Reasoning("", "anthropic:F"))
    assert join(thoughts) == thoughts
    assert join([Reasoning("a"), Reasoning("b"), Reasoning("", "s")]) == (Reasoning("ab", "s"),)


def test_empty_parts_are_left_out() -> None:
    assert join([Text(""), Text("a"), Reasoning(), Text("b"), Text("")]) == (Text("ab"),)
