"""What may be sent to make keys and providers."""

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.access import NewKey, NewProvider
from tailrace.control.providers.presets import PRESETS


def test_a_key_needs_known_scopes() -> None:
    made = NewKey.model_validate({"project_id": 1, "name": "ci", "scopes": ["read"]})
    assert (made.expires_at, made.test) == (None, False)
    for scopes in ([], ["admin"], "read"):
        with pytest.raises(ValidationError):
            NewKey.model_validate({"project_id": 1, "name": "ci", "scopes": scopes})


def test_the_document_lists_the_kinds_of_providers() -> None:
    kind = NewProvider.model_json_schema()["properties"]["kind"]
    assert set(kind["enum"]) == set(PRESETS)


def test_a_provider_is_openai_shaped_at_its_usual_address_unless_told() -> None:
    made = NewProvider.model_validate({"project_id": 1, "name": "main"})
    assert (made.kind, made.base_url, made.api_key) == ("openai", None, "")
