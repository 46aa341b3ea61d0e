"""Opening makes the tables, keeps a secret key, and refuses another one."""

from pathlib import Path

import pytest

from tailrace.control.open import Control, open_control
from tailrace.control.providers.providers import ProviderSpec, create_provider
from tailrace.core.errors import BadInput, Busy
from tests.fakes.tenants import NOW, SECRET_KEY, Tenants, cheap_passwords, make_tenants


def reopen(dsn: str, folder: Path, secret_key: str) -> Control:
    return open_control(dsn, folder, secret_key, cheap_passwords())


def test_a_first_start_makes_folder_key_and_tables(dsn: str, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    control = open_control(dsn, folder, passwords=cheap_passwords())
    make_tenants(control)
    control.close()
    assert (folder / "secret.key").is_file()
    again = open_control(dsn, folder, passwords=cheap_passwords())
    again.close()
    assert [view.name for view in again.directory.current.projects.values()] == ["shop", "lab"]


def test_the_directory_is_loaded_when_open_returns(
    tmp_path: Path, control: Control, tenants: Tenants
) -> None:
    with control.db.transaction() as connection:
        spec = ProviderSpec("openai", "openai", api_key="sk-0123456789")
        create_provider(connection, control.box, tenants.acme, tenants.shop, spec, NOW)
    dsn = control.db.writer.url.render_as_string(hide_password=False)
    again = reopen(dsn, tmp_path, SECRET_KEY)
    again.close()
    target = again.directory.current.project(tenants.shop).providers["openai"]
    assert target.api_key == "sk-0123456789"


def test_another_secret_key_is_refused_from_the_first_start_on(dsn: str, tmp_path: Path) -> None:
    reopen(dsn, tmp_path, SECRET_KEY).close()
    with pytest.raises(BadInput, match="secret key does not open") as caught:
        reopen(dsn, tmp_path, "another key that is long enough too")
    assert "TAILRACE_SECRET_KEY" in caught.value.hint


def test_a_short_secret_key_is_refused(dsn: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="has 5 characters"):
        reopen(dsn, tmp_path, "short")


def test_a_database_out_of_reach_is_told(tmp_path: Path) -> None:
    with pytest.raises(Busy, match="does not answer") as caught:
        reopen("postgresql+psycopg://me:hunter2@127.0.0.1:1/none", tmp_path, SECRET_KEY)
    assert caught.value.hint.startswith("The database says: ")
    assert "hunter2" not in caught.value.hint


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="folder of the control database cannot be made"):
        reopen(f"sqlite:///{tmp_path}/file/control.db", tmp_path, SECRET_KEY)


def test_a_database_may_be_in_a_folder_to_be_made(tmp_path: Path) -> None:
    reopen(f"sqlite:///{tmp_path}/new/folder/control.db", tmp_path, SECRET_KEY).close()
    assert (tmp_path / "new" / "folder" / "control.db").is_file()


def test_control_does_not_show_its_secrets(control: Control) -> None:
    assert SECRET_KEY not in repr(control)
    assert "argon2id" not in repr(control.passwords)
