from pathlib import Path

import pytest

from tailrace.core.errors import BadInput
from tailrace.store.connect import Address, parse_dsn


def test_a_folder_is_an_absolute_path() -> None:
    address = parse_dsn("chdb:///var/lib/tail race/store")
    assert address.folder == Path("/var/lib/tail race/store")
    assert address.inbox == Path("/var/lib/tail race/store/inbox.arrow")


def test_a_server_has_defaults() -> None:
    assert parse_dsn("clickhouse://db.internal") == Address(
        folder=None, host="db.internal", port=8123, user="default", database="tailrace"
    )
    assert parse_dsn("clickhouse://db.internal").inbox is None


def test_a_servers_password_may_hold_any_character() -> None:
    address = parse_dsn("clickhouses://me:p%40ss%2Fword@db.internal/prod")
    assert (address.user, address.password) == ("me", "p@ss/word")
    assert (address.port, address.secure, address.database) == (8443, True, "prod")


@pytest.mark.parametrize(
    "dsn",
    [
        "",
        "/var/lib/store",
        "chdb://relative/store",
        "chdb:///store?x=1",
        "postgresql://db",
        "clickhouse://",
        "clickhouse://me:secret@db:port",
    ],
)
def test_anything_else_is_refused_without_repeating_it(dsn: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_dsn(dsn)
    assert "secret" not in caught.value.message + caught.value.hint
    assert caught.value.hint
