"""Opens the control room: one call that brings the database up to date and hands over its parts."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from tailrace.control.database import tables
from tailrace.control.database.db import Db, open_db
from tailrace.control.directory import DirectoryCache
from tailrace.control.migrations.upgrade import upgrade
from tailrace.control.people.passwords import Passwords
from tailrace.control.people.throttle import SignInLimit
from tailrace.control.secrets import SecretBox, load_secret_key
from tailrace.core.errors import Busy

_CHECK_ROW = 1
_CHECK_PLACE = "secret check"
_CHECK_TEXT = "tailrace"


@dataclass(frozen=True, slots=True)
class Control:
    """Everything that the functions of this room ask for; made once per process."""

    db: Db
    box: SecretBox
    directory: DirectoryCache
    passwords: Passwords
    sign_in_limit: SignInLimit

    def close(self) -> None:
        self.db.close()


def open_control(
    dsn: str, data_dir: Path, secret_key: str = "", passwords: Passwords | None = None
) -> Control:
    """Connect, upgrade the tables, check the secret key, load the directory.

    Without a secret key one is made in `data_dir`, once. Raises BadInput for an address, a key or
    a database that cannot be used, Busy when the database does not answer.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    box = SecretBox.of(secret_key or load_secret_key(data_dir))
    db = open_db(dsn)
    with ExitStack() as on_failure:
        on_failure.callback(db.close)
        with _reasons(), db.transaction() as connection:
            upgrade(connection)
            _check_secret_key(connection, box)
        directory = DirectoryCache(db, box)
        directory.refresh()
        on_failure.pop_all()
    return Control(db, box, directory, passwords or Passwords(), SignInLimit())


def _check_secret_key(connection: Connection, box: SecretBox) -> None:
    """Refuse to go on with another key than the first start had; raises BadInput.

    Found here and not at the first provider, because a process that cannot read the directory
    would go on with an old one, in which revoked keys still work.
    """
    check = tables.secret_check
    sealed = connection.execute(
        sa.select(check.c.sealed).where(check.c.id == _CHECK_ROW)
    ).scalar_one_or_none()
    if sealed is None:
        sealed = box.seal(_CHECK_TEXT, _CHECK_PLACE)
        connection.execute(sa.insert(check).values(id=_CHECK_ROW, sealed=sealed))
    box.unseal(sealed, _CHECK_PLACE)


@contextmanager
def _reasons() -> Iterator[None]:
    """Say at the start what the driver said: whoever starts the server is the one to mend it."""
    try:
        yield
    except Busy as error:
        reason = getattr(error.__cause__, "orig", None)
        if reason is not None:
            error.hint = f"The database says: {reason}"
        raise
