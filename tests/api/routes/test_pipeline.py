"""How well capture keeps up, as the application says it."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import FastAPI

from tailrace.api.services import Loading
from tests.api.conftest import STATUS
from tests.fakes.town import browser

PIPELINE = "/api/v1/health/pipeline"


def test_the_counts_are_the_application_s(api: FastAPI) -> None:
    assert browser(api, "vera").get(PIPELINE).json() == {
        "captured": 7,
        "stored": 5,
        "lag_seconds": 1.5,
        "spool_bytes": 4096,
        "dropped": 1,
        "gaps": 0,
        "loading": None,
        "meta": {
            "window": None,
            "as_of": "2026-11-01T11:59:59Z",
            "missing": 2,
            "truncated": False,
        },
    }


def test_a_load_in_progress_is_shown(api_with: Callable[..., FastAPI]) -> None:
    loading = Loading("Replaying 30 days", done=3, total=10)
    app = api_with(pipeline=lambda: replace(STATUS, loading=loading))
    shown = browser(app, "alice").get(PIPELINE).json()["loading"]
    assert shown == {"label": "Replaying 30 days", "done": 3, "total": 10}
