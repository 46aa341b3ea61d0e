"""One client for chDB and for a ClickHouse server, and the only module that talks to either.

In go ClickHouse SQL with bound parameters and Arrow tables; out come rows, or bytes of a named
format. What must stay true: every read runs read-only and under limits; every write is one
synchronous insert under a deduplication token, so that sending it again changes nothing; and no
error message carries a value of the data. chDB locks its folder for one process and allows one
folder per process.

Safe from many threads: readers share a small pool and run beside each other and beside the one
writer. An engine costs about 80 ms to open, and chDB's library about 80 MB of memory.
"""

import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa

from tailrace.core.errors import BadInput, Busy
from tailrace.store.connect import connect, is_in_use, parse_dsn
from tailrace.store.failures import translated
from tailrace.store.tokens import forget_unfinished

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

Format = Literal["JSONEachRow", "CSV", "CSVWithNames", "TabSeparated", "Parquet", "Arrow"]

READERS = 4
_CHUNK_BYTES = 1 << 18
_READ_SETTINGS = {"readonly": "2", "session_timezone": "UTC"}
_WRITE_SETTINGS = {
    "session_timezone": "UTC",
    # A token guards one insert only when that insert is over before the next one starts.
    "async_insert": "0",
    "deduplicate_blocks_in_dependent_materialized_views": "1",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: wall time, memory, rows in its answer."""

    seconds: float = 30.0
    memory_bytes: int = 2 << 30
    rows: int = 1_000_000

    def clause(self) -> str:
        """Return the SETTINGS clause; in the text, because a client may drop settings unsaid."""
        return (
            f"SETTINGS max_execution_time = {self.seconds:.3f}, "
            f"max_memory_usage = {self.memory_bytes:d}, "
            f"max_result_rows = {self.rows:d}, result_overflow_mode = 'throw'"
        )


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer: times are aware UTC. chDB leaves `columns` empty when there is no row."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Engine:
    """An open store. Make it with `open`, and close it: another folder can be opened only then."""

    def __init__(self, writer: "Client", readers: list["Client"], inbox: Path | None) -> None:
        self._writer = writer
        self._writing = threading.Lock()
        self._readers = readers
        self._idle: queue.LifoQueue[Client] = queue.LifoQueue()
        for reader in readers:
            self._idle.put(reader)
        self._inbox = inbox

    @classmethod
    def open(cls, dsn: str, *, readers: int = READERS) -> "Engine":
        """Connect to `chdb:///folder` or `clickhouse://user:pass@host:8123/database`.

        Makes the folder and the database when they are not there. Raises BadInput for an address
        that is neither, Busy when the folder is in use or the server cannot be reached.
        """
        address = parse_dsn(dsn)
        if address.folder is not None and not is_in_use(address.folder):
            forget_unfinished(address.folder)
        with translated():
            writer = connect(address, _WRITE_SETTINGS, create=True)
            pool = [connect(address, _READ_SETTINGS) for _ in range(readers)]
        return cls(writer, pool, address.inbox)

    def query(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> Rows:
        """Run one read; `{name:Type}` in the SQL is bound to `parameters[name]`.

        The SQL must not end in a SETTINGS or FORMAT clause of its own. Raises TookTooLong past a
        limit, Busy when the store is out of reach or all readers stay in use that long.
        """
        with self._reader(limits) as client, translated():
            result = client.query(
                f"{sql}\n{limits.clause()}", parameters=_bound(parameters), query_tz="UTC"
            )
            rows: list[tuple[Any, ...]] = list(result.result_rows)  # type: ignore[arg-type]
            return Rows(tuple(result.column_names), rows)

    def stream(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        limits: Limits = DEFAULT_LIMITS,
        *,
        form: Format = "JSONEachRow",
    ) -> Iterator[bytes]:
        """Run one read and yield its answer in pieces; a reader is held until the last one.

        Close the iterator to give the reader back early. Formats with a head or a foot (Parquet,
        Arrow, CSVWithNames) are built whole in memory by chDB, so bound them with `limits.rows`.
        """
        with self._reader(limits) as client, translated():
            source: Any = client.raw_stream(
                f"{sql}\n{limits.clause()}", parameters=_bound(parameters), fmt=form
            )
            with source:
                while piece := source.read(_CHUNK_BYTES):
                    yield piece

    def insert(self, table: str, data: pa.Table, token: str) -> None:
        """Add the rows, whole or not at all; the same token again adds nothing, in views as well.

        Returns once they are stored. The same token must always come with the same rows.
        """
        settings = {"insert_deduplication_token": token}
        with self._writing, translated(quiet=True):
            if self._inbox is None:
                self._writer.insert_arrow(table, data, settings=settings)
            else:
                _insert_file(self._writer, self._inbox, table, data, settings)

    def command(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run one statement that changes the store and returns nothing."""
        with self._writing, translated():
            self._writer.command(sql, parameters=_bound(parameters))

    def close(self) -> None:
        """Close every connection; waits for reads and writes that are under way."""
        for client in (*self._readers, self._writer):
            client.close()

    @contextmanager
    def _reader(self, limits: Limits) -> Iterator["Client"]:
        try:
            client = self._idle.get(timeout=limits.seconds)
        except queue.Empty:
            raise Busy("All readers of the store are in use.", hint="Try again shortly.") from None
        try:
            yield client
        finally:
            self._idle.put(client)


def _bound(parameters: Mapping[str, object] | None) -> dict[str, Any] | None:
    if not parameters:
        return None
    return {name: _plain(value) for name, value in parameters.items()}


def _plain(value: object) -> object:
    """Write times in UTC to the microsecond: the client alone would cut them to whole seconds."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise BadInput("A time without a zone cannot be a parameter of a query.")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


def _insert_file(
    client: "Client", inbox: Path, table: str, data: pa.Table, settings: Mapping[str, str]
) -> None:
    """Insert through a file of our own.

    The client would write the bodies to the system's temporary folder, and a killed process would
    leave them there.
    """
    with pa.OSFile(str(inbox), "wb") as sink, pa.ipc.new_file(sink, data.schema) as writer:
        writer.write_table(data)
    columns = ", ".join(f"`{name}`" for name in data.schema.names)
    clause = ", ".join(f"{name} = {_quoted(value)}" for name, value in settings.items())
    try:
        client.command(
            f"INSERT INTO {table} ({columns}) FROM INFILE {_quoted(str(inbox))} "
            f"SETTINGS {clause} FORMAT Arrow"
        )
    finally:
        inbox.unlink()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
