import pytest
from pydantic import ValidationError

from tailrace.api.schemas.people import AcceptInvitation, ChangedOrganisation, NewInvitation


def test_what_is_left_out_stays() -> None:
    assert ChangedOrganisation() == ChangedOrganisation(name=None, timezone=None)


def test_a_role_is_one_of_the_four() -> None:
    with pytest.raises(ValidationError):
        NewInvitation.model_validate({"email": "a@example.com", "role": "king"})


def test_a_token_is_not_empty() -> None:
    with pytest.raises(ValidationError):
        AcceptInvitation.model_validate({"token": ""})
