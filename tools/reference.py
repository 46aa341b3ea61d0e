"""Write the reference pages that are made from code: settings, command line, metrics.

`python -m tools.reference` writes them; with `--check` it exits 1 when one differs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tailrace.cli import cli
from tailrace.query import catalog
from tailrace.settings import PREFIX, Settings

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Made by `make gen` from the code; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Return each page's file name and text."""
    return {
        "settings.md": NOTE + "\n".join(_settings()) + "\n",
        "command-line.md": NOTE + "\n".join(_commands()) + "\n",
        "metrics.md": NOTE + "\n".join(_metrics()) + "\n",
    }


def main(arguments: list[str]) -> int:
    """Write or check; return the exit code."""
    stale = [n for n, text in pages().items() if _read(FOLDER / n) != text]
    if "--check" in arguments:
        print(
            f"stale: {', '.join(stale)}; run make gen" if stale else "reference pages are current"
        )
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(pages()[name])
    return 0


def _settings() -> Iterator[str]:
    yield "# Settings\n"
    yield "Each is an environment variable and a command-line option (`--data-dir`), which wins."
    yield "An unknown `TAILRACE_*` variable stops the start.\n"
    yield "| variable | default | what it does |"
    yield "|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = f"`{field.default}`" if field.default not in ("", None) else ""
        text = (field.description or "").replace("|", "\\|")
        yield f"| `{PREFIX}{name.upper()}` | {default} | {text} |"


def _commands() -> Iterator[str]:
    yield "# Command line\n"
    for path, command in _walk("tailrace", cli):
        context = click.Context(command, info_name=path, terminal_width=100)
        yield f"## `{path}`\n\n```\n{command.get_help(context)}\n```\n"


def _walk(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _walk(f"{path} {name}", inner)


def _metrics() -> Iterator[str]:
    yield "# Metrics and fields\n"
    yield "One definition serves cards, charts, lists and the API (`GET /api/v1/catalog`).\n"
    yield "| metric | unit | meaning |"
    yield "|---|---|---|"
    for metric in catalog.METRICS.values():
        yield f"| `{metric.name}` | {metric.unit} | {metric.help} |"
    yield "\n## Fields\n"
    yield "What the filter bar searches (`status:error duration_ms:>2000`); those that group are"
    yield "dimensions too. `customer.<path>` is any key of the caller's metadata.\n"
    yield "| field | kind | groups | unit | meaning |"
    yield "|---|---|---|---|---|"
    for field in catalog.FIELDS.values():
        groups = "yes" if field.groups else ""
        yield f"| `{field.name}` | {field.kind} | {groups} | {field.unit} | {field.help} |"


def _read(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
