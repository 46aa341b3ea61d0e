"""A new view is private and of all projects, unless it says otherwise."""

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.saved import ChangedView, NewView


def test_a_view_is_private_unless_it_says_otherwise() -> None:
    made = NewView.model_validate({"name": "errors", "page": "requests", "search": ""})
    assert (made.shared, made.project_id) == (False, None)


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError):
        NewView.model_validate({"name": "errors", "page": "nowhere", "search": ""})


def test_a_change_names_only_what_changes() -> None:
    made = ChangedView.model_validate({"shared": True})
    assert (made.name, made.search, made.shared) == (None, None, True)
