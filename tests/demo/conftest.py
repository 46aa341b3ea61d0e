"""What the demo's tests share: texts, and the cast of the whole recording."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tailrace.demo import workload
from tailrace.demo.cast import phrases
from tailrace.demo.cast.parts import Part, cast
from tailrace.demo.cast.phrases import Library
from tailrace.demo.past import Place


@pytest.fixture(scope="session")
def library() -> Library:
    return phrases.load()


@pytest.fixture(scope="session")
def made() -> list[Part]:
    return cast(workload.load())


@pytest.fixture
def places() -> dict[str, Place]:
    names = ("shop", "support", "code-assistant")
    return {
        name: Place(org_id=1, project_id=number, key_id=10 + number)
        for number, name in enumerate(names, start=1)
    }


@pytest.fixture
def no_wait() -> Callable[[float], Awaitable[None]]:
    """Stand in for sleep: takes no time, but lets others run."""

    async def passes(seconds: float) -> None:
        assert seconds >= 0
        await asyncio.sleep(0)

    return passes
