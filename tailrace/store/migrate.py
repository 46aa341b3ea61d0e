"""Bring the store's tables up to this version of tailrace.

Numbered .sql files go in, applied in order; a row in `schema_migrations` comes out for each. What
must stay true: a file that has been applied is never changed afterwards; each statement can be run
again, so that a migration which died half-way is simply run again.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

import pyarrow as pa

from tailrace.core.clock import Clock, from_us
from tailrace.core.errors import Conflict, TailraceError
from tailrace.store.engine import Engine

_NAME = re.compile(r"(\d{4})_(\w+)\.sql")
_COMMENT = re.compile(r"--[^\n]*")
_END = re.compile(r";[ \t]*$", re.MULTILINE)
_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations
(
    version    UInt32,
    name       String,
    checksum   String,
    applied_at DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY version
SETTINGS non_replicated_deduplication_window = 1000
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    version: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """Return a hash of the statements: a change of comments or spaces is no change."""
        joined = "\n".join(" ".join(statement.split()) for statement in self.statements)
        return hashlib.sha256(joined.encode()).hexdigest()

    @property
    def statements(self) -> tuple[str, ...]:
        """Return the SQL between semicolons at line ends; `--` starts a comment anywhere."""
        bare = _COMMENT.sub("", self.text)
        return tuple(part.strip() for part in _END.split(bare) if part.strip())


def bundled() -> tuple[Migration, ...]:
    """Return this version's migrations in order."""
    folder = resources.files("tailrace.store") / "migrations"
    found = ((_NAME.fullmatch(entry.name), entry) for entry in folder.iterdir())
    return tuple(
        sorted(
            (
                Migration(int(match[1]), match[2], entry.read_text("utf-8"))
                for match, entry in found
                if match is not None
            ),
            key=lambda migration: migration.version,
        )
    )


def migrate(
    engine: Engine, *, clock: Clock, migrations: Sequence[Migration] | None = None
) -> tuple[str, ...]:
    """Apply what is missing and return the names applied.

    Raises Conflict when a file that was applied has changed since, or when the store was made by a
    newer version. A crash in the middle is healed by the next run.
    """
    wanted = bundled() if migrations is None else migrations
    engine.command(_TABLE)
    applied = _applied(engine)
    _check(wanted, applied)
    missing = [migration for migration in wanted if migration.version not in applied]
    return tuple(_apply(engine, clock, missing))


def pending(engine: Engine, migrations: Sequence[Migration] | None = None) -> tuple[str, ...]:
    """Return the names of the migrations that the store still lacks; changes nothing."""
    wanted = bundled() if migrations is None else migrations
    known = engine.query(
        "SELECT count() FROM system.tables WHERE database = currentDatabase() "
        "AND name = 'schema_migrations'"
    )
    applied = _applied(engine) if known.rows[0][0] else {}
    return tuple(one.name for one in wanted if one.version not in applied)


def _applied(engine: Engine) -> dict[int, str]:
    answer = engine.query("SELECT version, checksum FROM schema_migrations FINAL")
    return dict(answer.rows)


def _check(wanted: Sequence[Migration], applied: dict[int, str]) -> None:
    newest = max((migration.version for migration in wanted), default=0)
    if max(applied, default=0) > newest:
        raise Conflict(
            "The store was made by a newer version of tailrace.",
            hint="Run that version, or start with another data folder.",
        )
    for migration in wanted:
        if applied.get(migration.version, migration.checksum) != migration.checksum:
            raise Conflict(
                f"Migration {migration.version:04d}_{migration.name} changed after it ran here.",
                hint="Restore the file; put the change into a new migration.",
            )


def _apply(engine: Engine, clock: Clock, missing: Sequence[Migration]) -> Iterator[str]:
    for migration in missing:
        for number, statement in enumerate(migration.statements, start=1):
            _run(engine, migration, number, statement)
        _remember(engine, clock, migration)
        yield migration.name


def _run(engine: Engine, migration: Migration, number: int, statement: str) -> None:
    try:
        engine.command(statement)
    except TailraceError as error:
        error.hint = f"In statement {number} of {migration.version:04d}_{migration.name}.sql."
        raise


def _remember(engine: Engine, clock: Clock, migration: Migration) -> None:
    row = pa.table(
        {
            "version": pa.array([migration.version], pa.uint32()),
            "name": [migration.name],
            "checksum": [migration.checksum],
            "applied_at": pa.array([from_us(clock.now_us())], pa.timestamp("us", tz="UTC")),
        }
    )
    engine.insert("schema_migrations", row, f"migration:{migration.version}")
