import pytest

from tailrace.protocols.gemini.words import (
    UNSEALED,
    call_id,
    camel,
    finish_of,
    is_before_3,
    read_seal,
    write_seal,
)


def test_names_in_either_spelling() -> None:
    assert camel("inline_data") == camel("inlineData") == "inlineData"
    assert camel("_own") == "_own"


@pytest.mark.parametrize(
    ("reason", "called", "finish"),
    [
        ("STOP", False, "stop"),
        ("STOP", True, "tool_calls"),
        ("MAX_TOKENS", True, "length"),
        ("SAFETY", False, "content_filter"),
        ("MALFORMED_FUNCTION_CALL", False, "other"),
        ("A_NEW_ONE", False, "other"),
        ("FINISH_REASON_UNSPECIFIED", False, None),
        (None, False, None),
        (["STOP"], False, None),
    ],
)
def test_reasons_to_stop(reason: object, called: bool, finish: str | None) -> None:
    assert finish_of(reason, called=called) == finish


@pytest.mark.parametrize("seal", ["gemini:c2lnbg==", "anthropic:any text", "responses:gAAA="])
def test_a_seal_comes_back_from_a_client_as_it_was(seal: str) -> None:
    assert read_seal(write_seal(seal)) == seal


def test_google_s_own_seal_is_bare_and_in_the_usual_alphabet() -> None:
    assert write_seal("gemini:c2lnbg==") == "c2lnbg=="
    assert read_seal("-_8=") == "gemini:+/8="


def test_no_seal() -> None:
    assert read_seal("") == read_seal(None) == read_seal(UNSEALED) == ""


def test_calls_get_the_same_id_again() -> None:
    assert call_id("r", 0, "f", "{}") == call_id("r", 0, "f", "{}")
    assert call_id("r", 0, "f", "{}") != call_id("r", 1, "f", "{}")
    assert len(call_id("\ud83d")) < 40


def test_generations() -> None:
    assert is_before_3("models/gemini-2.5-flash")
    assert is_before_3("gemini-1.5-pro")
    assert not is_before_3("gemini-3-pro")
    assert not is_before_3("my-tuned-model")
