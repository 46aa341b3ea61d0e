"""What goes wrong in ClickHouse, said in our own errors.

Exceptions of the client, and of the HTTP library below it, go in; Busy, TookTooLong, TooLarge or
TailraceError come out. What must stay true: a message names the kind of failure and never a value
of the data.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError
from urllib3.exceptions import HTTPError

from tailrace.core.errors import Busy, TailraceError, TookTooLong, TooLarge

_TIME = frozenset({159, 160})
"""TIMEOUT_EXCEEDED, TOO_SLOW."""
_MEMORY = frozenset({241})
"""MEMORY_LIMIT_EXCEEDED."""
_SIZE = frozenset({158, 307, 396})
"""TOO_MANY_ROWS, TOO_MANY_BYTES, TOO_MANY_ROWS_OR_BYTES."""
_BUSY = frozenset({202, 209, 210, 242, 243, 252, 279, 319, 999})
"""Too many queries, network, read-only table, disk full, too many parts, Keeper."""


@contextmanager
def translated(*, quiet: bool = False) -> Iterator[None]:
    """Raise our error for a failure of the store inside.

    `quiet` also drops the original from the traceback: what an insert says may quote its rows.
    """
    try:
        yield
    except (ClickHouseError, HTTPError) as error:
        raise _ours(error) from (None if quiet else error)


def _ours(error: Exception) -> TailraceError:
    code = getattr(error, "code", None)
    if code in _TIME:
        return TookTooLong("The query ran longer than it may.", hint="Narrow the time window.")
    if code in _MEMORY:
        return TookTooLong("The query needs more memory than it may.", hint="Narrow the window.")
    if code in _SIZE:
        return TooLarge("The answer has more rows than one query may return.", hint="Narrow it.")
    if code in _BUSY or isinstance(error, OperationalError | HTTPError):
        return Busy("The store cannot be reached right now.", hint="Is it running?")
    return _refused(error)


def _refused(error: Exception) -> TailraceError:
    text = str(error)
    if "already initialized with path" in text:
        return Busy("This process has another store open.", hint="Close it first.")
    if "has been closed" in text:
        return Busy("The store is closed.")
    if "Unable to open" in text:
        return TailraceError("The store's folder cannot be opened.", hint="Is it writable?")
    name = getattr(error, "name", None) or f"code {getattr(error, 'code', None) or 'unknown'}"
    return TailraceError(f"The store refused a statement: {name}.")
