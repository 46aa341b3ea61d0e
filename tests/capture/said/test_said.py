from tailrace.capture.price import USUAL
from tailrace.capture.said.said import Said


def test_nothing_said_is_unknown_not_zero() -> None:
    nothing = Said()
    assert nothing.usage is None
    assert nothing.error is None
    assert nothing.terms is USUAL
    assert (nothing.model, nothing.finish_reason, nothing.preview()) == ("", "", "")
