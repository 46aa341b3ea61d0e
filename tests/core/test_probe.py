from tailrace.core.probe import Probe


def test_without_an_error_calls_can_be_made() -> None:
    assert (Probe(12, 3).error, Probe(12, 3).hint) == ("", "")
