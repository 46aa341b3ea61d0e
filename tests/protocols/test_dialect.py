"""Every dialect has the whole shape, so that any client can be translated to any provider."""

from tailrace.protocols import dialect

STEPS = (
    "read_chat",
    "write_chat",
    "read_reply",
    "write_reply",
    "stream_reader",
    "stream_writer",
    "error",
    "error_event",
)


def test_a_dialect_reads_and_writes_both_ways() -> None:
    assert all(hasattr(dialect.Dialect, step) for step in STEPS)
