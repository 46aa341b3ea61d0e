"""From an address to one open client.

The folder's or the server's address goes in as a DSN; a clickhouse-connect client comes out. What
must stay true: an idle store stays small (chDB sizes its caches for a big server unless told),
and our own database is used, so that table names need no prefix.
"""

import fcntl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver.exceptions import ProgrammingError

from tailrace.core.errors import BadInput, Busy

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

DATABASE = "tailrace"
_HINT = "Write chdb:///absolute/folder or clickhouse://user:password@host:8123/database."
_MIB = 1 << 20
_CACHES = {
    "mark_cache_size": 128 * _MIB,
    "primary_index_cache_size": 128 * _MIB,
    "index_mark_cache_size": 32 * _MIB,
    "text_index_tokens_cache_size": 32 * _MIB,
    "text_index_header_cache_size": 32 * _MIB,
    "text_index_postings_cache_size": 64 * _MIB,
    "query_condition_cache_size": 16 * _MIB,
    "compiled_expression_cache_size": 16 * _MIB,
}
_CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Address:
    """Where the store is: a folder, or a server's host and what to say to it."""

    folder: Path | None
    host: str = ""
    port: int = 8123
    secure: bool = False
    user: str = "default"
    password: str = ""
    database: str = DATABASE

    @property
    def inbox(self) -> Path | None:
        """The file through which a batch reaches chDB; a server takes it over the network."""
        return None if self.folder is None else self.folder / "inbox.arrow"


def parse_dsn(dsn: str) -> Address:
    """Read the store's address; raises BadInput without repeating it, for it may hold a password.

    `clickhouses://` is the same over TLS.
    """
    scheme, _, rest = dsn.partition("://")
    if scheme == "chdb":
        return _folder(rest)
    if scheme in ("clickhouse", "clickhouses"):
        return _server(rest, secure=scheme == "clickhouses")
    raise BadInput("The store's address is neither chdb:// nor clickhouse://.", hint=_HINT)


def _folder(rest: str) -> Address:
    if not rest.startswith("/") or "?" in rest:
        raise BadInput("The store's folder must be an absolute path without ?.", hint=_HINT)
    return Address(folder=Path(rest).resolve())


def _server(rest: str, *, secure: bool) -> Address:
    try:
        parts = urlsplit(f"//{rest}")
        port = parts.port or (8443 if secure else 8123)
    except ValueError:
        raise BadInput("The port of the store's address is not a number.", hint=_HINT) from None
    if not parts.hostname:
        raise BadInput("The store's address names no host.", hint=_HINT)
    return Address(
        folder=None,
        host=parts.hostname,
        port=port,
        secure=secure,
        user=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.strip("/")) or DATABASE,
    )


def connect(address: Address, settings: Mapping[str, str], *, create: bool = False) -> "Client":
    """Open one client in our database; `create` makes the folder and the database first."""
    first = _first(address) if create else None
    client = _client(address, settings, database=address.database)
    if first is not None:
        first.close()
    return client


def _first(address: Address) -> "Client":
    """Open a client outside our database, and make the database."""
    if address.folder is not None:
        address.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        client = _client(address, {}, database=None)
    except ProgrammingError:
        if address.folder is not None and is_in_use(address.folder):
            raise Busy(
                "Another process has the store's folder open.",
                hint="Stop the other tailrace, or choose another data folder.",
            ) from None
        raise
    client.command(f"CREATE DATABASE IF NOT EXISTS `{address.database}`")
    return client


def is_in_use(folder: Path) -> bool:
    """Tell whether a process has this chDB folder open: chDB itself does not say why it fails."""
    try:
        with (folder / "status").open("rb") as status:
            fcntl.flock(status, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _client(address: Address, settings: Mapping[str, str], database: str | None) -> "Client":
    if address.folder is not None:
        return clickhouse_connect.get_client(
            interface="chdb",
            path=str(address.folder),
            chdb_options=_CACHES,
            database=database,
            settings=dict(settings),
            tz_mode="aware",
        )
    return clickhouse_connect.get_client(
        host=address.host,
        port=address.port,
        secure=address.secure,
        username=address.user,
        password=address.password,
        database=database,
        settings=dict(settings),
        tz_mode="aware",
        autogenerate_session_id=False,
        connect_timeout=_CONNECT_SECONDS,
    )
