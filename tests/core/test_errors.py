"""The error tree is flat, and each error has a status and a stable code."""

import pytest

from tailrace.core import errors

TREE = {
    "BadInput": 400,
    "NotSignedIn": 401,
    "NotAllowed": 403,
    "NotFound": 404,
    "Conflict": 409,
    "TooLarge": 413,
    "InvalidOutput": 422,
    "LimitReached": 429,
    "UpstreamFailed": 502,
    "Busy": 503,
    "TookTooLong": 504,
}


@pytest.mark.parametrize(("name", "status"), TREE.items())
def test_each_error_has_its_status(name: str, status: int) -> None:
    error = getattr(errors, name)
    assert error.status == status
    assert error.__bases__ == (errors.TailraceError,)


def test_codes_are_unique() -> None:
    codes = [getattr(errors, name).code for name in TREE]
    assert len(set(codes)) == len(codes)


def test_the_tree_is_what_the_docstring_draws() -> None:
    assert {cls.__name__ for cls in errors.TailraceError.__subclasses__()} >= set(TREE)
    for name, status in TREE.items():
        assert f"{name}" in (errors.__doc__ or "")
        assert str(status) in (errors.__doc__ or "")


def test_code_can_be_narrowed() -> None:
    assert errors.NotFound("gone", code="model_not_found").code == "model_not_found"
    assert errors.NotFound("gone").code == "not_found"


def test_busy_and_limits_say_when_to_retry() -> None:
    assert errors.Busy("full").retry_after == 1.0
    assert errors.LimitReached("slow down", retry_after=2.5).retry_after == 2.5


def test_an_invalid_answer_says_where() -> None:
    assert errors.InvalidOutput("wrong", path="/items/0/price").path == "/items/0/price"
