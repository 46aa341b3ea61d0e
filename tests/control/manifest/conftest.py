"""Applies a text to the control room of a test."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tailrace.control.manifest.apply import apply
from tailrace.control.manifest.changes import Applied
from tailrace.control.manifest.document import Source
from tailrace.control.manifest.manifest import read_manifest
from tailrace.control.open import Control
from tests.fakes.tenants import NOW

Apply = Callable[..., Applied]


@pytest.fixture
def apply_text(control: Control) -> Apply:
    """`apply_text(text, prune=…, dry_run=…, now=…)`."""

    def applied(text: str, *, now: datetime = NOW, **options: bool) -> Applied:
        return apply(control, read_manifest(text, Source("t.yaml", {})), now, **options)

    return applied
