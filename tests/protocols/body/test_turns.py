from tailrace.protocols.body.turns import in_turns, join_thoughts
from tailrace.protocols.chat import Part, Reasoning, Text, ToolResult, Turn


def test_one_side_s_parts_are_one_turn_and_results_come_first() -> None:
    a, b, result = Text("a"), Text("b"), ToolResult("call_1", ())
    assert in_turns(
        [("user", a), ("assistant", b), ("user", a), ("user", result), ("user", b)]
    ) == (
        Turn("user", (a,)),
        Turn("assistant", (b,)),
        Turn("user", (result, a, b)),
    )
    assert in_turns([]) == ()


def test_a_thought_in_pieces_is_one_and_words_stay_apart() -> None:
    sealed = Reasoning(signature="gemini:AAAA", hidden=True)
    pieces: list[Part] = [
        Text("a"),
        Text("b"),
        Reasoning("c"),
        Reasoning("d", "anthropic:x"),
        sealed,
    ]
    assert join_thoughts(pieces) == (Text("a"), Text("b"), Reasoning("cd", "anthropic:x"), sealed)
