"""Whatever is sent, right or wrong, no call fails inside, and each answer has its documented shape.

Calls are made up from the OpenAPI document, as Alice in her browser, on a store with rows. Texts
that are made up are seldom names of metrics or filters, so each call is also tried with likely
ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tailrace.api.application import openapi_document
from tailrace.query.catalog import FIELDS, METRICS
from tailrace.query.reader import Reader
from tests.fakes.town import browser
from tests.fakes.traffic import Traffic, public_id

EXAMPLES = 20
CHECKS = [
    not_a_server_error,
    response_schema_conformance,
    content_type_conformance,
    status_code_conformance,
]
LIKELY: dict[str, list[Any]] = {
    "metrics": ["requests", ",".join(METRICS), "cost_usd,error_rate", "latency_p50_ms"],
    "group_by": ["", "time", "provider,model", "time,status", "tag", "customer.metadata.segment"],
    "order": ["requests", "-cost_usd", "time"],
    "filter": [
        "",
        "status:error,throttled",
        "provider:o* -model:gpt-4o",
        "duration_ms:>200 (user:u_1 OR cost_usd:0..1)",
        "has:retry tag:beta",
        "test_mode:true",
    ],
    "field": [*FIELDS, "customer", "customer.metadata.segment"],
    "from": ["2026-10-31T00:00:00Z", "2026-11-01T11:00:00+02:00", "2026-09-27T03:00:00.5+01:00"],
    "to": ["2026-11-01T10:00:00Z", "2026-11-02T00:00:00+05:45"],
    "tz": ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"],
    "project_id": [1, 2, 3],
    "organisation_id": [1, 2],
    "scopes": [["read"], ["gateway", "read"]],
    "base_url": ["http://127.0.0.1:9/v1", None],
    "name": ["one", "two-2"],
    "kind": ["openai", "ollama", "nothing"],
    "api_key": ["sk-1"],
    "version": [1, 2],
    "definition": [
        {"name": "w", "targets": ["one:gpt-4o", {"target": "two-2/m", "weight": 3}]},
        {"name": "w", "targets": ["one"], "on_error": "stp", "sample": 1, "schema": "s"},
        {"name": "s", "json_schema": {"type": "object"}, "sample": {}},
        {"name": "s", "json_schema": {"type": "strin"}, "on_invalid": "fallback"},
        {"per": "user", "requests": "120/minute", "burst": 20},
        {"per": "organisation", "cost_usd": "50/day", "workflow": "w"},
    ],
}
LEFT_OUT = ("last", "cursor")
"""Beside likely values of the others, these would nearly always be refused."""
Likely = Mapping[str, Sequence[Any]]
WAYS = ("right", "likely", "wrong")
CALLS = [
    pytest.param(path, method, way, id=f"{way}-{method}-{path}")
    for path, methods in openapi_document()["paths"].items()
    for method, operation in methods.items()
    for way in (WAYS if {"parameters", "requestBody"} & operation.keys() else WAYS[:1])
]
pytestmark = pytest.mark.slow


@pytest.fixture
def store(traffic: Traffic) -> Reader:
    return traffic.store


def document(likely: Likely) -> dict[str, Any]:
    """Return a document that asks for no credentials, because Alice's go with every call."""
    made = openapi_document()
    for methods in made["paths"].values():
        for operation in methods.values():
            del operation["security"]
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in likely:
                    parameter["schema"] = {"enum": likely[parameter["name"]]}
                    parameter["required"] |= parameter["name"] in ("from", "to")
            if likely:
                operation["parameters"] = [
                    one for one in operation.get("parameters", ()) if one["name"] not in LEFT_OUT
                ]
    for schema in made["components"]["schemas"].values():
        if likely and schema.get("additionalProperties") is False:
            schema["properties"].pop("last", None)
            narrow(schema["properties"], likely)
    return made


def narrow(properties: dict[str, Any], likely: Likely) -> None:
    """Let a body's fields be likely ones; what an address lists with commas is an array here."""
    for name in likely.keys() & properties.keys():
        choices = likely[name]
        if properties[name].get("type") == "array" and isinstance(choices[0], str):
            choices = [text.split(",") if text else [] for text in choices]
        properties[name] = {"enum": choices}


def likely_values(traffic: Traffic) -> Likely:
    request = traffic.of(1)[19]
    trace_id = f"{request.trace_high:016x}{request.trace_low:016x}"
    return LIKELY | {"id": [public_id(request), 1, 2], "trace_id": [trace_id]}


@pytest.mark.parametrize(("path", "method", "way"), CALLS)
def test_no_call_fails_inside(
    api: FastAPI, traffic: Traffic, path: str, method: str, way: str
) -> None:
    api.openapi_schema = document(likely_values(traffic) if way == "likely" else {})
    operation = schemathesis.openapi.from_asgi("/api/openapi.json", api)[path][method.upper()]
    mode = GenerationMode.NEGATIVE if way == "wrong" else GenerationMode.POSITIVE
    alice = browser(api, "alice")
    who: dict[str, Any] = {
        "headers": {"X-CSRF-Token": alice.headers["X-CSRF-Token"]},
        "cookies": dict(alice.cookies),
    }

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS, **who)

    send()
