"""The columns of a file are the list's, and bodies are for those who may see them."""

from dataclasses import fields, replace

import pytest

from tailrace.core.errors import NotAllowed
from tailrace.exports.requests import BODIES, COLUMNS, LISTED, check_bodies, wants_bodies
from tailrace.query.requests.rows import RequestRow
from tests.fakes.population import READER


def test_a_file_has_every_field_of_the_list() -> None:
    assert {column.name for column in LISTED} == {field.name for field in fields(RequestRow)}
    assert (*LISTED, *BODIES) == COLUMNS


def test_bodies_are_refused_to_those_who_may_not_see_them() -> None:
    blind = replace(READER, bodies=False)
    assert not wants_bodies(LISTED)
    check_bodies(blind, LISTED)
    check_bodies(READER, COLUMNS)
    with pytest.raises(NotAllowed, match="bodies"):
        check_bodies(blind, COLUMNS)
