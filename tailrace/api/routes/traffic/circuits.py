"""Which providers' models the gateways hold for well or ill right now."""

from fastapi import APIRouter

from tailrace.api.auth import CurrentCaller, Services
from tailrace.api.openapi import READS
from tailrace.api.schemas.circuits import CircuitAnswer, CircuitsAnswer
from tailrace.core.clock import from_us

router = APIRouter(tags=["health"])


@router.get("/circuits", openapi_extra=READS)
def list_circuits(caller: CurrentCaller, services: Services) -> CircuitsAnswer:
    """List the circuits of your projects' providers, one per gateway process that called them.

    An open circuit is passed over until its next probe; a half-open one lets one call through.
    """
    projects = services.control.directory.current.projects.values()
    there = {
        provider.provider_id: project.name
        for project in projects
        if project.project_id in caller.scope.project_ids
        for provider in project.providers.values()
    }
    return CircuitsAnswer(
        data=[
            CircuitAnswer(
                project=there[seen.provider_id],
                provider=seen.provider,
                model=seen.model,
                state=seen.state,
                since=from_us(seen.since_us),
                failures=seen.failures,
                next_probe=None if seen.next_probe_us is None else from_us(seen.next_probe_us),
            )
            for seen in services.circuits()
            if seen.provider_id in there
        ]
    )
