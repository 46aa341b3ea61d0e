"""Make chDB's memory of tokens true again after its process was killed.

A chDB folder that nobody has open goes in; the same folder comes out, without tokens whose rows
never arrived. What must stay true: a token is remembered only if its rows are there.

ClickHouse notes a token in the table's log (`deduplication_logs`, one line per insert: what, part,
token) and only then moves the part that holds the rows into place, some 50 µs later. Killed in
between, it would drop the batch when it is sent again, and the rows would be lost. Inserts follow
one another, so only the last line of a log can be such a one. A server's disk is out of our reach:
there the gap stays.
"""

import os
import re
from pathlib import Path

_ADDED = re.compile(r"1\t(?P<part>[^\t]+)\t")
_PART = re.compile(r"(?!tmp|delete_tmp)(?P<partition>.+)_(?P<first>\d+)_(?P<last>\d+)_\d+(?:_\d+)?")


def forget_unfinished(folder: Path) -> int:
    """Take back the tokens of inserts that a kill cut short, and return how many."""
    return sum(_repair(table.parent) for table in folder.glob("store/*/*/deduplication_logs"))


def _repair(table: Path) -> bool:
    for log in _newest_first(table):
        lines = log.read_bytes().splitlines(keepends=True)
        if not lines:
            continue
        added = _ADDED.match(lines[-1].decode(errors="replace"))
        if added is None or _is_there(table, added["part"]):
            return False
        os.truncate(log, sum(len(line) for line in lines[:-1]))
        return True
    return False


def _newest_first(table: Path) -> list[Path]:
    """Return the table's logs; their names end in a number that counts up."""
    logs = table.glob("deduplication_logs/*.txt")
    return sorted(logs, key=lambda log: (len(log.name), log.name), reverse=True)


def _is_there(table: Path, name: str) -> bool:
    """Tell whether the part, or one that it was merged into, is in place."""
    wanted = _PART.fullmatch(name)
    if wanted is None:
        return True
    return any(
        found["partition"] == wanted["partition"]
        and int(found["first"]) <= int(wanted["first"])
        and int(found["last"]) >= int(wanted["last"])
        for found in (_PART.fullmatch(entry.name) for entry in table.iterdir())
        if found is not None
    )
