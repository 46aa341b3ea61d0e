"""Filters are written so that reading them gives the same filter."""

from hypothesis import given
from hypothesis import strategies as st

from tailrace.query.grammar.filter import (
    EVERYTHING,
    And,
    Exact,
    Filter,
    Glob,
    Has,
    Not,
    Or,
    Term,
    both,
    conjuncts,
    fields_read,
    format_filter,
    is_special,
    without_tests,
)
from tailrace.query.grammar.parse import MAX_LENGTH, parse
from tests.fakes import questions as q

ONE, OTHER = Term("user", (Exact("a"),)), Has("error")
anything = st.text(max_size=12)
odd_texts = st.one_of(
    anything.map(Exact),
    st.lists(anything.filter(bool), min_size=1, max_size=2).flatmap(
        lambda inner: st.tuples(anything, anything).map(
            lambda ends: Glob((ends[0], *inner, ends[1]))
        )
    ),
    st.tuples(anything, anything).map(Glob),
)
odd_terms = st.builds(
    lambda path, choices: Term(f"customer.{path}", tuple(choices)),
    anything.filter(bool),
    st.lists(odd_texts, min_size=1, max_size=3),
)


@given(st.one_of(q.filters, q.trees(odd_terms)))
def test_a_filter_written_and_read_is_the_same(tree: Filter) -> None:
    text = format_filter(tree)
    if len(text) <= MAX_LENGTH:
        assert parse(text) == tree


def test_what_is_written_reads_as_people_would_write_it() -> None:
    tree = And((ONE, Not(Or((OTHER, Term("tag", (Glob(("b", "")), Exact("x y"))))))))
    assert format_filter(tree) == 'user:a -(has:error OR tag:b*,"x y")'
    assert format_filter(EVERYTHING) == ""


def test_both_joins_without_nesting() -> None:
    assert both(EVERYTHING, ONE) == ONE
    assert both(And((ONE, OTHER)), ONE) == And((ONE, OTHER, ONE))
    assert both(EVERYTHING, EVERYTHING) == EVERYTHING


def test_conjuncts_are_what_must_all_pass() -> None:
    assert conjuncts(ONE) == (ONE,)
    assert conjuncts(And((ONE, OTHER))) == (ONE, OTHER)
    assert conjuncts(EVERYTHING) == ()


def test_fields_read_sees_through_short_names() -> None:
    assert fields_read(parse("-(has:error OR has:cost) user:a has:retry")) == {
        "status",
        "cost_usd",
        "user",
        "attempts",
    }


def test_test_requests_are_left_out_unless_asked_about() -> None:
    test_mode = Term("test_mode", (Exact("false"),))
    assert without_tests(ONE) == And((ONE, test_mode))
    asked = parse("user:a OR test_mode:true")
    assert without_tests(asked) == asked


def test_special_characters_are_the_ones_the_grammar_uses() -> None:
    assert all(map(is_special, '"\\,()*:<> \t\n\u00a0'))
    assert not any(map(is_special, "abcÄ-_.%'/@"))
