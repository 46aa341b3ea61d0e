"""Settings come from the environment and the command line, and a mistake stops the start."""

from pathlib import Path

import pytest

from tailrace.core.errors import BadInput
from tailrace.settings import Settings, load


def test_defaults_need_nothing() -> None:
    settings = load({})
    assert settings.port == 8080
    assert settings.host == "127.0.0.1"
    assert settings.store_address.startswith("chdb:///")
    assert settings.control_address.startswith("sqlite:////")


def test_options_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAILRACE_PORT", "9000")
    monkeypatch.setenv("TAILRACE_DATA_DIR", "/somewhere")
    assert load({"TAILRACE_PORT": "9000"}, port=None).port == 9000
    assert load({"TAILRACE_PORT": "9000"}, port=9001).port == 9001
    assert load({}).data_dir == Path("/somewhere")


def test_unknown_variable_stops_the_start() -> None:
    with pytest.raises(BadInput, match="TAILRACE_PROT is not a setting"):
        load({"TAILRACE_PROT": "9000", "PATH": "/bin"})


def test_bad_value_names_the_variable() -> None:
    with pytest.raises(BadInput, match="TAILRACE_PORT"):
        load({}, port=70000)


def test_addresses_can_be_set() -> None:
    settings = load(
        {}, store_dsn="clickhouse://u:p@db:8123/x", control_dsn="postgresql+psycopg://d"
    )
    assert settings.store_address == "clickhouse://u:p@db:8123/x"
    assert settings.control_address == "postgresql+psycopg://d"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_explains_itself(name: str) -> None:
    assert Settings.model_fields[name].description
