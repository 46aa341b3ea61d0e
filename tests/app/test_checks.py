"""The doctor finds what is wrong, says it, and shows no secret."""

from pathlib import Path

from tailrace.app.checks import run_checks, shown_settings
from tailrace.app.wiring.whole import Services
from tailrace.settings import Settings, load


def test_a_good_folder_passes(settings: Settings) -> None:
    found = {check.name: check for check in run_checks(settings)}
    assert {name for name, check in found.items() if not check.ok} <= {"web app"}
    assert "migrate" in found["store"].says


def test_a_migrated_store_is_up_to_date(services: Services, settings: Settings) -> None:
    found = {check.name: check for check in run_checks(settings)}
    assert found["store"].ok
    assert found["store"].says == "up to date"


def test_each_failure_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = load({}, data_dir=tmp_path / "file", store_dsn="chdb://" + str(tmp_path / "file"))
    found = {check.name: check for check in run_checks(broken)}
    assert len(found) == 5
    assert not found["data folder"].ok
    assert not found["control database"].ok


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    settings = load({}, secret_key="hush-hush", control_dsn="postgresql+psycopg://u:hush-hush@h/d")
    shown = dict(shown_settings(settings))
    assert "hush-hush" not in str(shown)
    assert shown["TAILRACE_SECRET_KEY"] == "(set)"
    assert shown["TAILRACE_STORE_DSN"] == "(default)"
    assert shown["TAILRACE_PORT"] == "8080"
    assert len(shown) == len(Settings.model_fields)
