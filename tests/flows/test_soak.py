"""Some seconds of `python -m bench.soak`: providers that fail in every way lose nothing."""

from pathlib import Path

import pytest

from bench.soak.course import soak

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SECONDS = 15


async def test_chaos_loses_and_doubles_nothing(tmp_path: Path) -> None:
    report = await soak(tmp_path, SECONDS)
    # Memory needs longer to say anything.
    assert report.problems(grown=False) == []
    assert len(report.calls.ids) > 100
    assert report.attempts["rescued"] > 0
    assert {"whole", "streamed", "broken", "left"} <= set(report.calls.ends)
