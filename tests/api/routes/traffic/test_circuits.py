"""What the gateways think of providers is shown to those whose providers they are."""

from collections.abc import Callable

from fastapi import FastAPI

from tailrace.control.providers.providers import ProviderSpec, create_provider
from tailrace.core.circuit import CircuitState, State
from tailrace.core.clock import from_us
from tailrace.core.ids import ProviderId
from tests.fakes.town import Town, browser, key_holder

CIRCUITS = "/api/v1/circuits"


def _with_provider(town: Town, project: str) -> ProviderId:
    org = town.organisations["globex" if project == "depot" else "acme"]
    spec = ProviderSpec("openai", "openai", "http://127.0.0.1:9/v1", "sk-x")
    now = from_us(town.clock.now_us())
    with town.control.db.transaction() as connection:
        made = create_provider(connection, town.control.box, org, town.projects[project], spec, now)
    town.control.directory.refresh()
    return made.id


def _circuit(
    provider_id: ProviderId, state: State, since_us: int, failures: int, probe_us: int | None = None
) -> CircuitState:
    return CircuitState(
        provider_id=provider_id,
        provider="openai",
        model="gpt-4o",
        state=state,
        since_us=since_us,
        failures=failures,
        next_probe_us=probe_us,
    )


def test_each_sees_the_circuits_of_their_own_providers(
    town: Town, api_with: Callable[..., FastAPI]
) -> None:
    ours, theirs = _with_provider(town, "shop"), _with_provider(town, "depot")
    now_us = town.clock.now_us()
    seen = (
        _circuit(ours, "open", now_us, 5, now_us + 15_000_000),
        _circuit(theirs, "closed", now_us, 0),
        _circuit(ProviderId(4711), "closed", now_us, 0),
    )
    app = api_with(circuits=lambda: seen)
    shown = browser(app, "vera").get(CIRCUITS).json()["data"]
    assert shown == [
        {
            "project": "shop",
            "provider": "openai",
            "model": "gpt-4o",
            "state": "open",
            "since": "2026-11-01T12:00:00Z",
            "failures": 5,
            "next_probe": "2026-11-01T12:00:15Z",
        }
    ]
    (other,) = browser(app, "charlie").get(CIRCUITS).json()["data"]
    assert other["project"] == "depot"
    assert key_holder(app, town.secrets["lab-read"]).get(CIRCUITS).json() == {"data": []}
