"""Targets to route to, as short as tests want them."""

from collections.abc import Callable, Iterable
from typing import Any

from tailrace.control.directory import ProviderTarget
from tailrace.control.traffic.workflow import WorkflowSpec, read_workflow
from tailrace.core.ids import ProviderId
from tailrace.gateway.routing.target import Target

NAMES = ("openai", "anthropic", "groq", "mistral")
PROVIDERS = {
    name: ProviderTarget(ProviderId(number), name, "openai", "http://127.0.0.1:1/v1", "sk", name)
    for number, name in enumerate(NAMES, 1)
}


def target(name: str = "openai", model: str = "m", weight: int | None = None) -> Target:
    return Target(PROVIDERS[name], model, weight)


def workflow(*targets: object, **more: Any) -> WorkflowSpec:
    return read_workflow({"name": "summary", "targets": list(targets), **more})


def named(targets: Iterable[Target]) -> list[str]:
    return [f"{target.provider.name}:{target.model}" for target in targets]


def always(value: float) -> Callable[[], float]:
    return lambda: value


def anyone(_: Target) -> bool:
    return True
