"""A link works once, for its purpose, until its time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tailrace.control.database import tables
from tailrace.control.open import Control
from tailrace.control.people.links import (
    create_link,
    forget_old_links,
    has_open_link,
    take_link,
)
from tailrace.core.errors import NotSignedIn
from tests.fakes.tenants import NOW, Tenants

HOUR = timedelta(hours=1)


def make(control: Control, tenants: Tenants) -> str:
    with control.db.transaction() as connection:
        return create_link(connection, "signin", tenants.alice, NOW, HOUR)


def test_a_link_works_once(control: Control, tenants: Tenants) -> None:
    token = make(control, tenants)
    with control.db.transaction() as connection:
        assert take_link(connection, "signin", token, NOW) == tenants.alice
    with pytest.raises(NotSignedIn, match="was used"), control.db.transaction() as connection:
        take_link(connection, "signin", token, NOW)


def test_of_two_at_once_one_wins(control: Control, tenants: Tenants) -> None:
    token = make(control, tenants)

    def take() -> bool:
        try:
            with control.db.transaction() as connection:
                take_link(connection, "signin", token, NOW)
        except NotSignedIn:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        taken = list(pool.map(lambda _: take(), range(8)))
    assert taken.count(True) == 1


@pytest.mark.parametrize("wrong", ["", "another", "\ud800"])
def test_an_unknown_link_does_not_work(control: Control, tenants: Tenants, wrong: str) -> None:
    make(control, tenants)
    with pytest.raises(NotSignedIn), control.db.transaction() as connection:
        take_link(connection, "signin", wrong, NOW)


def test_a_link_does_not_work_for_another_purpose(control: Control, tenants: Tenants) -> None:
    token = make(control, tenants)
    with pytest.raises(NotSignedIn), control.db.transaction() as connection:
        take_link(connection, "setup", token, NOW)


def test_a_link_does_not_work_after_its_time(control: Control, tenants: Tenants) -> None:
    token = make(control, tenants)
    with pytest.raises(NotSignedIn), control.db.transaction() as connection:
        take_link(connection, "signin", token, NOW + HOUR)


def test_a_link_is_open_until_it_is_used_or_old(control: Control, tenants: Tenants) -> None:
    token = make(control, tenants)
    with control.db.transaction() as connection:
        assert has_open_link(connection, tenants.alice, NOW)
        assert not has_open_link(connection, tenants.bob, NOW)
        assert not has_open_link(connection, tenants.alice, NOW + HOUR)
        take_link(connection, "signin", token, NOW)
        assert not has_open_link(connection, tenants.alice, NOW)


def test_the_token_is_not_in_the_database(control: Control, tenants: Tenants) -> None:
    token = make(control, tenants)
    with control.db.reading() as connection:
        row = connection.execute(sa.select(tables.links)).one()
    assert token not in [str(value) for value in row]


def test_old_links_are_forgotten(control: Control, tenants: Tenants) -> None:
    make(control, tenants)
    with control.db.transaction() as connection:
        forget_old_links(connection, NOW)
        assert len(connection.execute(sa.select(tables.links)).all()) == 1
        forget_old_links(connection, NOW + HOUR)
        assert connection.execute(sa.select(tables.links)).all() == []
