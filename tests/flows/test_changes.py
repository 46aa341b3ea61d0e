"""A workflow that is saved anew runs in every process within two seconds, and rows say so."""

import time
from collections import Counter
from pathlib import Path

import pytest

from tests.fakes.works import Works, works

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FOLLOWS_WITHIN_S = 2.0
PROCESSES, CALLS = 2, 24


def test_a_new_version_runs_in_every_process(tmp_path: Path) -> None:
    before = {"name": "summary", "targets": ["openai:gpt-4o"]}
    with works(tmp_path, workflows=[before]) as made:
        made.installation.start("core")
        url = made.start_gateways(PROCESSES)
        assert providers(made, url) == {"openai": CALLS}
        made.apply(workflows=[{**before, "targets": ["groq:mixtral"]}])
        time.sleep(FOLLOWS_WITHIN_S)
        assert providers(made, url) == {"groq": CALLS}
        made.installation.wait_stored()
        rows = made.installation.get("/metrics", metrics="requests", group_by="workflow_version")
        found = {str(row["workflow_version"]): row["requests"] for row in rows["data"]}
        assert found == {"1": CALLS, "2": CALLS}


def providers(works: Works, url: str) -> Counter[str]:
    """Call so often over a connection each, and count who answered."""
    answers = [works.ask("summary", url=url) for _ in range(CALLS)]
    return Counter(answer.headers["x-tailrace-provider"] for answer in answers)
