"""Distributions of a number over requests: a histogram, and a heat map over time."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from tailrace.api.auth import CurrentCaller, Services
from tailrace.api.meta import describe
from tailrace.api.openapi import READS
from tailrace.api.question import fitting
from tailrace.api.schemas.distributions import (
    BarAnswer,
    ColumnAnswer,
    DistributionAnswer,
    DistributionParams,
    HeatMapAnswer,
    HeatMapParams,
    PercentileAnswer,
)
from tailrace.api.window import read_window
from tailrace.query.buckets import label
from tailrace.query.grammar.parse import parse
from tailrace.query.summaries.distribution import SpreadQuestion, distribution, heat_map

router = APIRouter(tags=["numbers"])


@router.get("/distribution", openapi_extra=READS)
def get_distribution(
    asked: Annotated[DistributionParams, Query()], caller: CurrentCaller, services: Services
) -> DistributionAnswer:
    """Answer a histogram of a number over requests, with its percentiles."""
    window = read_window(asked, services.clock, caller.timezone)
    question = SpreadQuestion(asked.field, window, parse(asked.filter))
    status = services.pipeline()
    found = distribution(services.store, caller.scope, caller.names, question)
    return DistributionAnswer(
        data=[BarAnswer.model_validate(bar) for bar in found.bars],
        count=found.count,
        percentiles=[PercentileAnswer(**asdict(one)) for one in found.percentiles],
        from_rollups=found.from_rollups,
        meta=describe(status, window),
    )


@router.get("/heatmap", openapi_extra=READS)
def get_heatmap(
    asked: Annotated[HeatMapParams, Query()], caller: CurrentCaller, services: Services
) -> HeatMapAnswer:
    """Answer a histogram of a number for every stretch of time."""
    window = read_window(asked, services.clock, caller.timezone)
    granularity = asked.granularity or fitting(window)
    question = SpreadQuestion(asked.field, window, parse(asked.filter), granularity)
    status = services.pipeline()
    found = heat_map(services.store, caller.scope, caller.names, question)
    return HeatMapAnswer(
        bands=[BarAnswer.model_validate(band) for band in found.bands],
        data=[
            ColumnAnswer(time=label(column.start, window), counts=list(column.counts))
            for column in found.columns
        ],
        meta=describe(status, window),
    )
