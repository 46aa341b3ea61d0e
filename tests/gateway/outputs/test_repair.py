import json

from tailrace.gateway.outputs.check import Invalid
from tailrace.gateway.outputs.repair import LONGEST_ANSWER, complaint, repair_body, repair_chat
from tailrace.protocols.chat import Chat, Text, Turn

WRONG = Invalid("/price", "The value is less than the minimum of 0.")
CHAT = Chat(model="m", turns=(Turn("user", (Text("A lamp."),)),))


def test_the_model_is_told_where_and_what() -> None:
    assert complaint(WRONG) == (
        "Your last answer is not valid. At /price: The value is less than the minimum of 0. "
        "Answer again with the whole corrected JSON value and nothing else."
    )
    assert "At" not in complaint(Invalid("", "The answer is empty."))


def test_a_chat_goes_on_with_the_answer_and_what_was_wrong() -> None:
    turns = repair_chat(CHAT, '{"price": -1}', WRONG).turns
    assert turns == (
        *CHAT.turns,
        Turn("assistant", (Text('{"price": -1}'),)),
        Turn("user", (Text(complaint(WRONG)),)),
    )


def test_an_empty_answer_is_not_repeated() -> None:
    assert [turn.role for turn in repair_chat(CHAT, " \n", WRONG).turns] == ["user", "user"]
    sent = json.loads(repair_body(b'{"messages": []}', "", WRONG))
    assert [message["role"] for message in sent["messages"]] == ["user"]


def test_a_body_goes_on_with_the_same() -> None:
    sent = b'{"n": 1e0, "messages": [{"role":  "user", "content": "A lamp."}]}'
    found = repair_body(sent, '{"price": -1}', WRONG)
    assert b'"n":1e0' in found
    assert b'{"role":  "user", "content": "A lamp."}' in found
    assert json.loads(found)["messages"][1:] == [
        {"role": "assistant", "content": '{"price": -1}'},
        {"role": "user", "content": complaint(WRONG)},
    ]


def test_a_body_without_messages_stays() -> None:
    assert repair_body(b'{"messages": 3}', "x", WRONG) == b'{"messages": 3}'


def test_a_very_long_answer_loses_its_middle() -> None:
    (part,) = repair_chat(CHAT, "a" + "x" * 10**6 + "z", WRONG).turns[1].parts
    assert isinstance(part, Text)
    assert len(part.text) < LONGEST_ANSWER + 10
    assert (part.text[0], part.text[-1]) == ("a", "z")
