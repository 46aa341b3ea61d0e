"""The command line teaches, and answers mistakes in one sentence."""

import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tailrace.cli import cli, main
from tailrace.settings import Settings


def _commands() -> list[list[str]]:
    found = []
    for name, command in cli.commands.items():
        found.append([name])
        if isinstance(command, click.Group):
            found += [[name, inner] for inner in command.commands]
    return found


@pytest.mark.parametrize("path", _commands(), ids=" ".join)
def test_every_command_explains_itself(path: list[str]) -> None:
    shown = CliRunner().invoke(cli, [*path, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 5


def test_serve_takes_every_setting() -> None:
    shown = CliRunner().invoke(cli, ["serve", "--help"]).output
    for name in Settings.model_fields:
        assert f"--{name.replace('_', '-')}" in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["doctor", "--store-dsn", "mysql://x"], ""),
        (["migrate", "--store-dsn", "mysql://x"], "tailrace: "),
        (["keys", "create", "--org", "a", "--project", "b", "--name", "c"], "no organisation 'a'"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = ["--data-dir", str(tmp_path / "data")]
    monkeypatch.setattr(sys, "argv", ["tailrace", *arguments, *data])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    assert ended.value.code in {1, 2}
    assert says in printed.err
    assert "Traceback" not in printed.err


def test_an_unknown_variable_stops_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TAILRACE_PROT", "1")
    monkeypatch.setattr(sys, "argv", ["tailrace", "migrate", "--data-dir", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "TAILRACE_PROT is not a setting" in capsys.readouterr().err
