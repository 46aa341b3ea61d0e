"""Any text is a filter, or an error that says where and what was expected."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailrace.query.grammar.errors import BadFilter
from tailrace.query.grammar.filter import (
    EVERYTHING,
    And,
    Between,
    Exact,
    Glob,
    Has,
    Not,
    Number,
    Or,
    Term,
)
from tailrace.query.grammar.parse import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse

PRO = Term("customer.segment", (Exact("pro"),))


def test_the_examples_of_the_contract_are_read() -> None:
    first = parse(
        "provider:openai model:gpt-4o* status:error http_status:>=500 duration_ms:>2000 "
        "cost_usd:>0.01 customer.segment:pro tag:beta"
    )
    assert first == And(
        (
            Term("provider", (Exact("openai"),)),
            Term("model", (Glob(("gpt-4o", "")),)),
            Term("status", (Exact("error"),)),
            Term("http_status", (Number(">=", Decimal(500)),)),
            Term("duration_ms", (Number(">", Decimal(2000)),)),
            Term("cost_usd", (Number(">", Decimal("0.01")),)),
            PRO,
            Term("tag", (Exact("beta"),)),
        )
    )
    second = parse('user:"u 17" -workflow:test (provider:groq OR provider:openai) has:error')
    either = Or((Term("provider", (Exact("groq"),)), Term("provider", (Exact("openai"),))))
    assert second == And(
        (
            Term("user", (Exact("u 17"),)),
            Not(Term("workflow", (Exact("test"),))),
            either,
            Has("error"),
        )
    )


def test_and_binds_tighter_than_or() -> None:
    a, b, c = (Term("user", (Exact(name),)) for name in "abc")
    assert parse("user:a user:b OR user:c") == Or((And((a, b)), c))
    assert parse("user:a AND user:b OR user:c") == Or((And((a, b)), c))
    assert parse("user:a (user:b OR user:c)") == And((a, Or((b, c))))


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_no_text_passes_everything(text: str) -> None:
    assert parse(text) == EVERYTHING


def test_values_are_lists_globs_ranges_and_quotes() -> None:
    assert parse("http_status:429,>=500,200..204") == Term(
        "http_status",
        (
            Number("=", Decimal(429)),
            Number(">=", Decimal(500)),
            Between(Decimal(200), Decimal(204)),
        ),
    )
    assert parse('tag:a*b*,"x*y",\\*') == Term(
        "tag", (Glob(("a", "b", "")), Exact("x*y"), Exact("*"))
    )
    assert parse("user:a:b") == Term("user", (Exact("a:b"),))
    assert parse('user:""') == Term("user", (Exact(""),))
    assert parse("customer.my\\ key\\:1:x") == Term("customer.my key:1", (Exact("x"),))
    assert parse("user:OR") == Term("user", (Exact("OR"),))
    assert parse("user:-a") == Term("user", (Exact("-a"),))


@pytest.mark.parametrize(
    ("text", "position", "problem", "nearest"),
    [
        ("modle:x", 0, "no field 'modle'", "model"),
        ("user:a statuss:error", 7, "no field 'statuss'", "status"),
        ("status:eror", 7, "never 'eror'", "error"),
        ("has:erorr", 4, "not known", "error"),
        ("has:streamed", 4, "not known", "streamed"),
        ("status", 0, "no term", "status:…"),
        ("hello", 0, "bodies", None),
        ('user:a "full text"', 7, "bodies", None),
        ("duration_ms:fast", 12, "not a number", None),
        ("duration_ms:>", 12, "not a number", None),
        ("duration_ms:1..", 12, "not a number", None),
        ("duration_ms:5*", 12, "not a number", None),
        ("cost_usd:1e5", 9, "not a number", None),
        ("duration_ms:NaN", 12, "not a number", None),
        ("user:>5", 5, "is no number", None),
        ("user:", 5, "no value", None),
        ("user:a,", 7, "no value", None),
        ("(user:a", 0, "never closed", None),
        ("user:a)", 6, "closes nothing", None),
        ("()", 1, "missing", None),
        ("user:a OR", 9, "missing", None),
        ("OR user:a", 0, "missing", None),
        ("-", 1, "missing", None),
        ('user:"a', 5, "never closed", None),
        ('user:"a"b', 8, "does not belong", None),
        ("user:a\\", 7, "backslash", None),
        ("id:12", 3, "not a request id", None),
        ("trace:" + "0" * 32, 6, "zero", None),
        ("id:" + "0" * 29 + "*", 3, "takes no", None),
        ("us*r:a", 0, "holds no", None),
        (":a", 0, "bodies", None),
    ],
)
def test_a_bad_term_says_where_and_what(
    text: str, position: int, problem: str, nearest: str | None
) -> None:
    with pytest.raises(BadFilter, match=problem) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.nearest == nearest
    assert caught.value.expected
    assert f"(at character {position + 1})" in caught.value.message


def test_depth_terms_and_length_are_bounded() -> None:
    assert parse("(" * MAX_DEPTH + "user:a" + ")" * MAX_DEPTH) == Term("user", (Exact("a"),))
    for text, problem in (
        ("(" * (MAX_DEPTH + 1) + "user:a", "too deep"),
        ("-" * (MAX_DEPTH + 1) + "user:a", "too deep"),
        ("user:a " * (MAX_TERMS + 1), "More than"),
        ("user:" + "a" * MAX_LENGTH, "longer than"),
    ):
        with pytest.raises(BadFilter, match=problem):
            parse(text)


def position_of_error(text: str) -> int | None:
    try:
        parse(text)
    except BadFilter as error:
        return error.position
    return None


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet='()-:,*"\\<>=. ORANDhasuserstatuserrorduration_ms123', max_size=60),
    )
)
def test_any_text_is_read_or_refused_somewhere_in_it(text: str) -> None:
    position = position_of_error(text)
    assert position is None or 0 <= position <= len(text)
