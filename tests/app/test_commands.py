"""Commands print what they did, secrets once, and complaints with what to do."""

from pathlib import Path

import pytest

from tailrace.app import commands
from tailrace.core.errors import BadInput, NotFound
from tailrace.settings import Settings

MANIFEST = """
organisations:
  - name: acme
    members: [{email: alice@example.com, role: owner}]
    projects:
      - name: shop
        providers: [{name: openai, kind: openai, api_key: "${KEY}"}]
        keys: [{name: ci, scopes: [gateway]}]
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "tailrace.yaml"
    path.write_text(MANIFEST)
    return path


def _apply(settings: Settings, manifest: Path, *, dry_run: bool = False) -> None:
    environ = {"KEY": "sk-secret"}
    commands.apply(settings, manifest, environ, prune=False, dry_run=dry_run)


def test_apply_prints_changes_and_made_secrets_once(
    settings: Settings, manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _apply(settings, manifest, dry_run=True)
    dry = capsys.readouterr().out
    assert "dry run: nothing was changed" in dry
    _apply(settings, manifest)
    out = capsys.readouterr().out
    assert "created  organisations.acme.projects.shop" in out
    assert "acme/shop ci: tr_live_" in out
    assert "alice@example.com: http://127.0.0.1:0/signin?token=" in out
    assert "sk-secret" not in dry + out
    _apply(settings, manifest)
    assert capsys.readouterr().out == "nothing to change\n"


def test_an_unset_variable_stops_apply(settings: Settings, manifest: Path) -> None:
    with pytest.raises(BadInput, match="KEY"):
        commands.apply(settings, manifest, {}, prune=False, dry_run=False)


def test_export_config_prints_a_file_that_changes_nothing(
    settings: Settings, manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _apply(settings, manifest)
    capsys.readouterr()
    commands.export_config(settings, None)
    exported = capsys.readouterr().out
    assert "sk-secret" not in exported
    manifest.write_text(exported)
    environ = {"ACME_SHOP_OPENAI_API_KEY": "sk-secret"}
    commands.apply(settings, manifest, environ, prune=True, dry_run=False)
    assert capsys.readouterr().out == "nothing to change\n"
    with pytest.raises(NotFound, match="nobody"):
        commands.export_config(settings, "nobody")


def test_create_key_prints_the_secret_alone(
    settings: Settings, manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _apply(settings, manifest)
    capsys.readouterr()
    commands.create_key(settings, commands.NewKey("acme", "shop", "new", ("read",), test=True))
    assert capsys.readouterr().out.startswith("tr_test_")
    for org, project, says in (("nobody", "shop", "nobody"), ("acme", "x", "There are: shop")):
        wanted = commands.NewKey(org, project, "other", ("read",), test=False)
        with pytest.raises(NotFound) as caught:
            commands.create_key(settings, wanted)
        assert says in caught.value.message + caught.value.hint


def test_migrate_says_what_it_applied(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.migrate(settings)
    first = capsys.readouterr().out
    assert "spans" in first
    commands.migrate(settings)
    assert capsys.readouterr().out.count("up to date") == 2


def test_doctor_lists_settings(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.doctor(settings) in {0, 1}
    assert "TAILRACE_SPOOL_SYNC: interval" in capsys.readouterr().out
