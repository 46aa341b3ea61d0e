"""A whole installation with a fake provider behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.installation import Installation
from tests.fakes.live import LiveServer
from tests.fakes.provider import FakeProvider


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider("gpt-4o-mini")


@pytest.fixture
def installation(tmp_path: Path, provider: FakeProvider) -> Iterator[Installation]:
    with LiveServer(provider) as upstream, Installation(tmp_path, upstream.url) as installed:
        applied = installed.run("apply", "-f", str(installed.manifest))
        assert applied.returncode == 0, applied.stderr
        yield installed
