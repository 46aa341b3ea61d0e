"""Numbers: the snapshot, metrics, the catalog, facets."""

from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Query

from tailrace.api.auth import Caller, CurrentCaller, Services
from tailrace.api.meta import describe
from tailrace.api.openapi import READS
from tailrace.api.question import read_question
from tailrace.api.schemas.asking import FacetsParams, Filtered, MetricsParams, MetricsQuestion
from tailrace.api.schemas.numbers import (
    Catalog,
    CatalogAnswer,
    CatalogEntry,
    CatalogField,
    CatalogMetric,
    Facet,
    FacetsAnswer,
    MetricsAnswer,
    SnapshotAnswer,
)
from tailrace.api.services import ApiServices
from tailrace.api.window import read_window
from tailrace.query.catalog import FIELDS, METRICS, TIME
from tailrace.query.grammar.parse import parse
from tailrace.query.run import run
from tailrace.query.summaries.facets import FacetQuestion, facets
from tailrace.query.summaries.snapshot import snapshot

SNAPSHOT_WINDOW: Final = "30d"

router = APIRouter(tags=["numbers"])


@router.get("/snapshot", openapi_extra=READS)
def get_snapshot(
    asked: Annotated[Filtered, Query()], caller: CurrentCaller, services: Services
) -> SnapshotAnswer:
    """Answer the dashboard's first look in one call; default window: 30 days."""
    window = read_window(asked, services.clock, caller.timezone, usual=SNAPSHOT_WINDOW)
    status = services.pipeline()
    found = snapshot(services.store, caller.scope, caller.names, window, parse(asked.filter))
    return SnapshotAnswer(**asdict(found), meta=describe(status, window))


@router.get("/metrics", openapi_extra=READS)
def get_metrics(
    asked: Annotated[MetricsParams, Query()], caller: CurrentCaller, services: Services
) -> MetricsAnswer:
    """Answer any metrics by any dimensions."""
    return _answer(asked, caller, services)


@router.post("/query", openapi_extra=READS)
def ask(asked: MetricsQuestion, caller: CurrentCaller, services: Services) -> MetricsAnswer:
    """Answer the same question as `GET /metrics`, sent as JSON; changes nothing."""
    return _answer(asked, caller, services)


@router.get("/facets", openapi_extra=READS)
def list_facets(
    asked: Annotated[FacetsParams, Query()], caller: CurrentCaller, services: Services
) -> FacetsAnswer:
    """List a field's values with how many requests have each; from rollups."""
    window = read_window(asked, services.clock, caller.timezone)
    question = FacetQuestion(asked.field, window, parse(asked.filter), asked.limit)
    status = services.pipeline()
    found = facets(services.store, caller.scope, caller.names, question)
    return FacetsAnswer(
        data=[Facet.model_validate(value) for value in found.values],
        since=found.since,
        left_out=found.left_out,
        meta=describe(status, window, truncated=found.truncated),
    )


@router.get("/catalog", openapi_extra=READS)
def get_catalog(_: CurrentCaller, services: Services) -> CatalogAnswer:
    """List every metric, dimension and filter field with its unit and meaning."""
    groups = [field for field in FIELDS.values() if field.groups]
    return CatalogAnswer(
        data=Catalog(
            metrics=[
                CatalogMetric(name=m.name, unit=m.unit, help=m.help, additive=m.additive)
                for m in METRICS.values()
            ],
            dimensions=[
                CatalogEntry(name=TIME, unit="", help="Stretches of the granularity."),
                *(CatalogEntry(name=f.name, unit=f.unit, help=f.help) for f in groups),
            ],
            fields=[
                CatalogField(
                    name=f.name, unit=f.unit, help=f.help, kind=f.kind, choices=list(f.choices)
                )
                for f in FIELDS.values()
            ],
        ),
        meta=describe(services.pipeline()),
    )


def _answer(
    asked: MetricsParams | MetricsQuestion, caller: Caller, services: ApiServices
) -> MetricsAnswer:
    window = read_window(asked, services.clock, caller.timezone)
    question = read_question(asked, window)
    status = services.pipeline()
    answer = run(services.store, caller.scope, caller.names, question)
    meta = describe(status, window, truncated=answer.truncated)
    return MetricsAnswer(data=answer.rows, other=answer.other, meta=meta)
