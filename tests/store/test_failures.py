import traceback

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError, ProgrammingError
from urllib3.exceptions import ProtocolError

from tailrace.core.errors import Busy, TailraceError, TookTooLong, TooLarge
from tailrace.store.failures import translated


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (159, TookTooLong),
        (160, TookTooLong),
        (241, TookTooLong),
        (158, TooLarge),
        (396, TooLarge),
        (202, Busy),
        (252, Busy),
        (60, TailraceError),
    ],
)
def test_a_code_says_what_went_wrong(code: int, expected: type[TailraceError]) -> None:
    with pytest.raises(TailraceError) as caught, translated():
        raise DatabaseError("it says 'hunter2'", code=code, name="SOME_NAME")
    assert type(caught.value) is expected
    assert "hunter2" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "failure", [OperationalError("connection refused"), ProtocolError("cut in the middle")]
)
def test_a_server_out_of_reach_is_busy(failure: Exception) -> None:
    with pytest.raises(Busy), translated():
        raise failure


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("already initialized with path '/x'", "This process has another store open."),
        ("The client has been closed", "The store is closed."),
        ("Unable to open the chdb engine at '/x'", "The store's folder cannot be opened."),
        ("something new", "The store refused a statement: code unknown."),
    ],
)
def test_what_has_no_code_is_told_by_its_words(said: str, sentence: str) -> None:
    with pytest.raises(TailraceError) as caught, translated():
        raise ProgrammingError(said)
    assert caught.value.message == sentence


def test_a_quiet_failure_leaves_no_trace_of_the_data() -> None:
    with pytest.raises(TailraceError) as caught, translated(quiet=True):
        raise DatabaseError("Cannot parse 'hunter2'", code=27)
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError("x")
