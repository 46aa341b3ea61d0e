"""Each format has its writer."""

from typing import get_args

from tailrace.exports.formats.registry import WRITERS, Format


def test_every_format_has_a_writer() -> None:
    assert set(WRITERS) == set(get_args(Format))
    assert len({make(()).media_type for make in WRITERS.values()}) == len(WRITERS)
