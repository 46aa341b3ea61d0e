"""Fixtures of capture's tests."""

import pytest

from tailrace.capture.price import Prices


@pytest.fixture(scope="session")
def prices() -> Prices:
    return Prices()
