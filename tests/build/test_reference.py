"""The reference pages say what the code says."""

from tools.reference import FOLDER, pages


def test_reference_pages_are_current() -> None:
    stale = [name for name, text in pages().items() if (FOLDER / name).read_text() != text]
    assert not stale, "run make gen"


def test_every_setting_and_command_is_on_its_page() -> None:
    made = pages()
    assert "`TAILRACE_SPOOL_SYNC`" in made["settings.md"]
    assert "## `tailrace keys create`" in made["command-line.md"]
    assert "`latency_p95_ms`" in made["metrics.md"]
