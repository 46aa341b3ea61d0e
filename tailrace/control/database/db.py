"""The control database: one address in, transactions out.

A transaction is opened at a door (one per request) and handed down as a `Connection`; nothing
below a door commits. Writers on SQLite take the write lock when they begin, so that a
transaction that reads and then writes cannot fail half-way because another one wrote in between;
readers see one moment for as long as they read. Errors of the driver leave this module as ours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from tailrace.control.database.tables import directory_version
from tailrace.core.errors import BadInput, Busy, Conflict

BUSY_TIMEOUT_S = 10
SQLITE = "sqlite+pysqlite"
POSTGRESQL = "postgresql+psycopg"
_DSN_HINT = "Write it like sqlite:////var/lib/tailrace/control.db or postgresql+psycopg://…"
_READING = "tailrace_reading"
_VERSION_ROW = 1
_POOL = MappingProxyType({"pool_size": 10, "max_overflow": 30})
"""At least as many connections as a server has threads for requests, so that none waits for one."""


@dataclass(frozen=True, slots=True)
class Db:
    """The database, opened; shared between threads."""

    writer: Engine
    reader: Engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Read and write as one step: all of it is saved at the end, or nothing.

        Raises Conflict when a rule of the database is broken, Busy when it is out of reach.
        """
        with _translated(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one moment; raises Busy when the database is out of reach."""
        with _translated(), self.reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the idle connections."""
        self.writer.dispose()


def open_db(dsn: str) -> Db:
    """Connect lazily; raises BadInput when the address cannot be used."""
    url = _checked(dsn)
    if url.drivername == SQLITE:
        _make_folder(url)
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, **_POOL)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Db(engine, engine.execution_options(**{_READING: True}))
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, **_POOL)
    except ImportError:
        raise BadInput(
            "The PostgreSQL driver is not installed.", hint="pip install 'tailrace[postgres]'"
        ) from None
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Db(engine, reader)


def mark_changed(connection: Connection) -> None:
    """Tell every process that the directory changed, once this transaction is saved.

    The row is also a lock: changes of the directory happen one after the other.
    """
    row = directory_version
    connection.execute(
        sa.update(row).where(row.c.id == _VERSION_ROW).values(version=row.c.version + 1)
    )


def lock_changes(connection: Connection) -> None:
    """Keep others from changing the directory until this transaction ends."""
    row = directory_version
    connection.execute(sa.select(row.c.version).where(row.c.id == _VERSION_ROW).with_for_update())


def read_version(connection: Connection) -> int:
    """Return a number that is another one after each change of the directory."""
    row = directory_version
    version: int = connection.execute(
        sa.select(row.c.version).where(row.c.id == _VERSION_ROW)
    ).scalar_one()
    return version


def _checked(dsn: str) -> URL:
    try:
        url = sa.make_url(dsn)
    except (exc.ArgumentError, ValueError):
        # The text may hold a password, so it is not repeated.
        raise BadInput("The control DSN is not a database address.", hint=_DSN_HINT) from None
    known = {
        "sqlite": SQLITE,
        SQLITE: SQLITE,
        "postgresql": POSTGRESQL,
        "postgres": POSTGRESQL,
        POSTGRESQL: POSTGRESQL,
    }
    if url.drivername not in known:
        raise BadInput(f"The control DSN names {url.drivername!r}.", hint=_DSN_HINT)
    url = url.set(drivername=known[url.drivername])
    if url.drivername == SQLITE and url.database in {None, "", ":memory:"}:
        raise BadInput("The control DSN names no file.", hint=_DSN_HINT)
    return url


def _make_folder(url: URL) -> None:
    try:
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"The folder of the control database cannot be made: {error.strerror}.",
            hint=f"It is {url.database}.",
        ) from None


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    del entry
    # The driver must not begin transactions by itself: `_begin_sqlite` says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except exc.IntegrityError as error:
        raise Conflict(
            "The change contradicts one that was saved at the same moment.",
            hint="Read the current state and try again.",
        ) from error
    except (exc.DataError, OverflowError) as error:
        raise BadInput("A value is out of range.", hint="Ids are small whole numbers.") from error
    except (exc.OperationalError, exc.TimeoutError) as error:
        raise Busy("The control database does not answer.", hint="Try again.") from error
