"""Where a request goes.

An `Ask` and its project go in; out come the workflow that runs, if one does, and the plan of its
targets. A workflow is named by the header, by a native body, or as the model. A model is named as
`provider/model` or `provider:model`, with a provider of the project in front, or bare. A bare name
goes to the only provider there is, else to the one whose list has it; what is not clear is
refused, because a guess could cost money.
"""

import random
from collections.abc import Callable, Mapping

from tailrace.control.directory import ProjectView, ProviderTarget
from tailrace.control.traffic.workflow import WorkflowView
from tailrace.core.errors import BadInput, NotFound, TailraceError
from tailrace.gateway.call import Ask
from tailrace.gateway.providers.models import Listing, ModelLists
from tailrace.gateway.routing.plan import Plan, direct, plan
from tailrace.gateway.routing.target import Target

CODE = "model_not_found"


def named_workflow(project: ProjectView, name: str, ask: Ask) -> WorkflowView | None:
    """Return the workflow that a request runs; None when it names a model.

    `name` is what the header or a native body says; as long as the project has no such workflow
    it is only a label. Raises NotFound when nothing else is named.
    """
    found = project.workflows.get(name) or project.workflows.get(ask.model)
    if found is None and not ask.model:
        raise _unknown_workflow(project, name)
    return found


def plan_workflow(
    project: ProjectView, workflow: WorkflowView, allows: Callable[[Target], bool]
) -> Plan:
    """Return the targets that a workflow's call may go to, first choice first; raises NotFound."""
    return plan(workflow.spec, project.providers, allows, random.random)


async def plan_model(project: ProjectView, ask: Ask, lists: ModelLists) -> Plan:
    """Return the one target of a request that names a model; raises NotFound or BadInput.

    Only a bare name in a project of several providers may have to ask them for their lists.
    """
    return direct(await _target(project, ask, lists))


async def _target(project: ProjectView, ask: Ask, lists: ModelLists) -> Target:
    if not project.providers:
        raise NotFound(
            f"The project {project.name!r} has no providers.", hint="Add one first.", code=CODE
        )
    if ask.provider:
        return Target(_provider(project, ask.provider), ask.model)
    named = split_model(ask.model, project.providers)
    if named is not None:
        return named
    if len(project.providers) == 1:
        return Target(next(iter(project.providers.values())), ask.model)
    return await _listed(project, ask.model, lists)


def split_model(model: str, providers: Mapping[str, ProviderTarget]) -> Target | None:
    """Return the target of a name with a provider in front; None when there is none."""
    for mark in "/:":
        name, found, rest = model.partition(mark)
        if found and rest and name in providers:
            return Target(providers[name], rest)
    return None


async def _listed(project: ProjectView, model: str, lists: ModelLists) -> Target:
    listings = await lists.of(project.providers.values())
    having = [name for name, listing in listings.items() if listing and model in listing]
    if len(having) == 1:
        return Target(project.providers[having[0]], model)
    raise _not_clear(model, having, listings)


def _not_clear(model: str, having: list[str], listings: Mapping[str, Listing]) -> TailraceError:
    if having:
        return BadInput(
            f"Several providers have the model {model!r}: {', '.join(having)}.",
            hint=f"Write the one you want in front: {having[0]}/{model}.",
            code=CODE,
        )
    silent = [name for name, listing in listings.items() if listing is None]
    asked = f" ({', '.join(silent)} did not answer)" if silent else ""
    return NotFound(
        f"No provider lists the model {model!r}. Looked at: {', '.join(listings)}{asked}.",
        hint=f"Write a provider in front: {next(iter(listings))}/{model}.",
        code=CODE,
    )


def _provider(project: ProjectView, name: str) -> ProviderTarget:
    target = project.providers.get(name)
    if target is None:
        raise NotFound(
            f"The project {project.name!r} has no provider {name!r}.",
            hint=f"It has: {', '.join(project.providers)}.",
            code="provider_not_found",
        )
    return target


def _unknown_workflow(project: ProjectView, workflow: str) -> NotFound:
    has = ", ".join(project.workflows) or "none so far"
    return NotFound(
        f"The project {project.name!r} has no workflow {workflow!r}. It has: {has}.",
        hint=f"Name one, or a provider and a model. Providers: {', '.join(project.providers)}.",
        code="workflow_not_found",
    )
