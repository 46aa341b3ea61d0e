"""How well capture keeps up."""

from dataclasses import asdict

from fastapi import APIRouter

from tailrace.api.auth import CurrentCaller, Services
from tailrace.api.meta import describe
from tailrace.api.openapi import READS
from tailrace.api.schemas.numbers import LoadingAnswer, PipelineAnswer

router = APIRouter(tags=["health"])


@router.get("/health/pipeline", openapi_extra=READS)
def get_pipeline(_: CurrentCaller, services: Services) -> PipelineAnswer:
    """Answer how many requests are captured, stored, waiting and lost."""
    status = services.pipeline()
    return PipelineAnswer(
        captured=status.captured,
        stored=status.stored,
        lag_seconds=status.lag_seconds,
        spool_bytes=status.spool_bytes,
        dropped=status.dropped,
        gaps=status.gaps,
        loading=None if status.loading is None else LoadingAnswer(**asdict(status.loading)),
        meta=describe(status),
    )
