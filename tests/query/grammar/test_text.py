"""A text is read once, from left to right."""

import pytest

from tailrace.query.grammar.errors import BadFilter
from tailrace.query.grammar.text import Text


def test_a_word_ends_at_what_means_something() -> None:
    text = Text("ab:c,d")
    assert text.word(colons=False) == ["ab"]
    assert text.peek() == ":"
    text.skip(1)
    assert text.word(colons=True) == ["c"]
    assert text.position == 4


def test_a_word_is_cut_at_asterisks_but_not_at_escaped_ones() -> None:
    assert Text("a*b\\*c*").word(colons=True) == ["a", "b*c", ""]


def test_a_quote_may_hold_anything() -> None:
    text = Text('"a \\"b\\" \\\\ (c)" rest')
    assert text.quoted() == 'a "b" \\ (c)'
    assert text.peek() == " "


def test_an_open_quote_is_refused_where_it_began() -> None:
    text = Text('x "abc')
    text.skip(2)
    with pytest.raises(BadFilter) as caught:
        text.quoted()
    assert caught.value.position == 2


def test_words_stand_on_their_own() -> None:
    assert Text("OR x").sees_word("OR")
    assert Text("OR").take_word("OR")
    assert not Text("ORDER").sees_word("OR")
    assert not Text("OR:x").take_word("OR")


def test_the_end_is_seen_after_white_space() -> None:
    text = Text(" \t ")
    assert text.at_end()
    assert text.peek_after_space() == ""
    assert Text(">=").take(">=")
