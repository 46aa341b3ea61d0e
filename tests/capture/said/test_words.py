"""Words out of content."""

import pytest

from tailrace.capture.said.words import LONGEST, content_words, name, named, one_line


def test_a_long_text_ends_with_an_ellipsis() -> None:
    line = one_line("word " * 1000)
    assert len(line) == LONGEST
    assert line.endswith("word …")
    assert one_line("x" * LONGEST) == "x" * LONGEST
    assert one_line(" " * 9000 + "late") == "late"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a", "a"),
        ([{"text": "a"}, {"type": "image"}, "b", {"fileData": {}}, {}], "a [image] b [fileData]"),
        ([1, 2], "[2 tokens]"),
        ({"text": "a"}, ""),
        (None, ""),
    ],
)
def test_content_is_its_texts_and_what_else_there_is(content: object, words: str) -> None:
    assert content_words(content) == words


def test_calls_are_written_as_calls() -> None:
    assert named([("f", '{"a":1}'), ("g", {"b": 2})]) == 'f({"a":1}) g({"b":2})'


def test_only_a_text_is_a_name() -> None:
    assert name("x" * 300) == "x" * 256
    assert name(["x"]) == name(None) == ""
