import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.core.errors import BadInput
from tailrace.gateway.outputs import check as module
from tailrace.gateway.outputs.check import Checker, Checkers, Invalid, Valid, reply_text
from tailrace.gateway.outputs.wanted import inline
from tailrace.protocols.chat import Reasoning, Reply, Text, ToolCall
from tests.gateway.outputs.wishes import CARD, GOOD, card


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checkers().of(inline(CARD))


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"  \n{GOOD}\n",
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```",
        f"Here it is:\n\n```JSON\r\n{GOOD}\n```\nI hope it helps.",
        f"Sure! {GOOD} Anything else?",
        f"[1] says {{so}}: {GOOD}",
        f'A first try: {{"title": 1}}. Better: {GOOD}',
        f'```json\n{{"title": 1}}\n```\nor rather\n```json\n{GOOD}\n```',
    ],
)
def test_the_value_is_found_in_the_text(checker: Checker, text: str) -> None:
    assert checker.check(text) == Valid({"title": "Lamp", "price": 12.5}, GOOD)


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("", "", "The answer is empty."),
        ("I cannot do that.", "", "The answer holds no JSON."),
        ('{"title": "Lamp", "pri', "", "cut off"),
        ("{'title': 'Lamp'}", "", "not written as JSON"),
        ("[" * 100_000, "", "cut off"),
        ('{"title": "Lamp"}', "", '"price" is a required property.'),
        ('{"title": "Lamp", "price": -1}', "/price", "less than the minimum"),
        ('Here: {"title": 1, "price": 1} done', "/title", 'not of type "string"'),
        ('{"title": "Lamp", "price": NaN}', "", "no whole JSON"),
        ("3", "", 'not of type "object"'),
        ('{"title": "' + "x" * (1 << 20) + '"}', "", "longer than"),
    ],
)
def test_what_is_wrong_is_told(checker: Checker, text: str, path: str, message: str) -> None:
    found = checker.check(text)
    assert isinstance(found, Invalid)
    assert found.path == path
    assert message in found.message


def test_a_long_path_is_cut() -> None:
    found = Checkers().of(inline({"additionalProperties": False})).check('{"x": 1}')
    assert isinstance(found, Invalid)
    inner = Checkers().of(inline({"additionalProperties": {"type": "null"}}))
    found = inner.check('{"' + "k" * 5_000 + '": 1}')
    assert isinstance(found, Invalid)
    assert len(found.path) == 500


def test_a_schema_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    checkers = Checkers()
    first = checkers.of(inline(CARD))
    assert checkers.of(inline(dict(CARD), "again")) is first
    checkers.of(inline({"title": "b"}))
    assert checkers.of(inline(CARD)) is first
    checkers.of(inline({"title": "c"}))
    assert checkers.of(inline(CARD)) is first, "the one used last stays"
    checkers.of(inline({"title": "d"}))
    checkers.of(inline({"title": "e"}))
    assert checkers.of(inline(CARD)) is not first


def test_a_schema_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(BadInput, match="'answer' cannot be used") as refused:
        Checkers().of(inline({"type": "strin"}))
    assert refused.value.code == "bad_schema"


def test_an_attached_schema_is_usable() -> None:
    assert isinstance(Checkers().of(card()).check(GOOD), Valid)


def test_hostile_texts_take_no_time(checker: Checker) -> None:
    before_s = time.process_time()
    for text in ("{" * 500_000, "```" * 200_000, "```json\n" * 100_000, "[1]," * 200_000):
        assert isinstance(checker.check(text), Invalid)
    assert time.process_time() - before_s < 3


@given(st.text(alphabet='{}[]"`,:1a \n', max_size=60))
def test_any_text_can_be_checked(text: str) -> None:
    assert isinstance(Checkers().of(inline(CARD)).check(text), Invalid)


@given(before=st.text(alphabet="ab ,.:\n", max_size=20), after=st.text(max_size=20))
def test_words_around_it_do_not_hide_the_value(before: str, after: str) -> None:
    assert Checkers().of(inline(CARD)).check(before + GOOD + after) == Valid(
        {"title": "Lamp", "price": 12.5}, GOOD
    )


def test_what_an_answer_says_is_its_text() -> None:
    reply = Reply(parts=(Reasoning("hm"), Text('{"a":'), Text(" 1}")))
    assert reply_text(reply) == '{"a": 1}'
    assert reply_text(Reply()) == ""


def test_a_call_of_a_tool_is_not_checked() -> None:
    assert reply_text(Reply(parts=(Text("so"), ToolCall("1", "look", "{}")))) is None
