"""The store as this room uses it: every read under limits."""

from dataclasses import dataclass

from tailrace.query.sql.select import Statement
from tailrace.store.engine import DEFAULT_LIMITS, Engine, Limits, Rows


@dataclass(frozen=True, slots=True)
class Reader:
    """An open store, and what one question may use of it; made once, used from many threads."""

    engine: Engine
    limits: Limits = DEFAULT_LIMITS

    def read(self, statement: Statement) -> Rows:
        """Run one statement; raises TookTooLong, TooLarge or Busy."""
        return self.engine.query(statement.sql, statement.parameters, self.limits)
