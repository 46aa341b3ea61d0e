"""Control databases on SQLite and PostgreSQL: new ones, and one that is emptied for each test."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tailrace.control.database.tables import directory_version, metadata, secret_check
from tailrace.control.directory import DirectoryCache
from tailrace.control.open import Control, open_control
from tailrace.control.people.throttle import SignInLimit
from tests.fakes.postgres import CannotStart, postgres_server
from tests.fakes.tenants import SECRET_KEY, Tenants, cheap_passwords, make_tenants

NUMBERS = itertools.count(1)
DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    try:
        with postgres_server() as dsn:
            yield dsn
    except CannotStart as error:
        pytest.skip(f"no PostgreSQL here: {error}")


@contextmanager
def _database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{folder / 'control.db'}"
        return
    server = request.getfixturevalue("postgres_dsn")
    admin = sa.create_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    name = f"tailrace_{next(NUMBERS)}"
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield f"{server}{name}"
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=DATABASES)
def dsn(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, without tables."""
    with _database(request, tmp_path) as address:
        yield address


@pytest.fixture(scope="session", params=DATABASES)
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Control]:
    folder = tmp_path_factory.mktemp("control")
    with _database(request, folder) as address:
        control = open_control(address, folder, SECRET_KEY, cheap_passwords())
        yield control
        control.close()


@pytest.fixture
def control(opened: Control) -> Control:
    """The control room, with nothing in its database."""
    with opened.db.transaction() as connection:
        for table in reversed(metadata.sorted_tables):
            if table not in {directory_version, secret_check}:
                connection.execute(sa.delete(table))
        connection.execute(sa.update(directory_version).values(version=1))
    directory = DirectoryCache(opened.db, opened.box)
    directory.refresh()
    return replace(opened, directory=directory, sign_in_limit=SignInLimit())


@pytest.fixture
def tenants(control: Control) -> Tenants:
    return make_tenants(control)
