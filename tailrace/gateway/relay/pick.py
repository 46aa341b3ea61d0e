"""Where a request goes.

An `Ask` and its project go in, the targets to try come out, first choice first; there is one as
long as projects have no workflows. A model is named as `provider/model` or `provider:model`, with
a provider of the project in front, or bare. A bare name goes to the only provider there is, else to
the one whose list has it; what is not clear is refused, because a guess could cost money.
"""

from collections.abc import Mapping

from tailrace.control.directory import ProjectView, ProviderTarget
from tailrace.core.errors import BadInput, NotFound, TailraceError
from tailrace.gateway.call import Ask, Target
from tailrace.gateway.providers.models import Listing, ModelLists

CODE = "model_not_found"


async def pick(project: ProjectView, ask: Ask, lists: ModelLists) -> tuple[Target, ...]:
    """Return the targets of a request; raises NotFound or BadInput.

    Only a bare name in a project of several providers may have to ask them for their lists.
    """
    if not project.providers:
        raise NotFound(
            f"The project {project.name!r} has no providers.", hint="Add one first.", code=CODE
        )
    if not ask.model:
        raise _unknown_workflow(project, ask.workflow)
    if ask.provider:
        return (Target(_provider(project, ask.provider), ask.model),)
    named = split_model(ask.model, project.providers)
    if named is not None:
        return (named,)
    if len(project.providers) == 1:
        return (Target(next(iter(project.providers.values())), ask.model),)
    return (await _listed(project, ask.model, lists),)


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
    return NotFound(
        f"The project {project.name!r} has no workflow {workflow!r}; it has none so far.",
        hint=f"Name a provider and a model. Providers here: {', '.join(project.providers)}.",
        code="workflow_not_found",
    )
