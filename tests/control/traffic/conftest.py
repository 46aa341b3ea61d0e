"""A shop with two providers, and definitions to save in it."""

from typing import Any

import pytest

from tailrace.control.open import Control
from tailrace.control.providers.providers import ProviderSpec, create_provider
from tailrace.control.traffic.versions import Author
from tests.fakes.tenants import NOW, Tenants

FILE = Author(NOW)
WORKFLOW: dict[str, Any] = {"name": "summary", "targets": ["openai:gpt-4o", "groq:mixtral"]}
SCHEMA: dict[str, Any] = {
    "name": "card",
    "json_schema": {"type": "object", "required": ["title"]},
    "sample": {"title": "Lamp"},
}


@pytest.fixture
def shop(control: Control, tenants: Tenants) -> Tenants:
    with control.db.transaction() as connection:
        for name in ("openai", "groq"):
            spec = ProviderSpec(name, name, api_key="sk-0123456789")
            create_provider(connection, control.box, tenants.acme, tenants.shop, spec, NOW)
    return tenants
