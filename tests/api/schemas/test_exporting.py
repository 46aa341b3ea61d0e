"""What may be asked for as a file."""

import pytest
from pydantic import ValidationError

from tailrace.api.schemas.exporting import ExportParams, MetricsExportParams


def test_a_file_needs_a_format_that_there_is() -> None:
    assert ExportParams.model_validate({"format": "csv"}).columns == ""
    for wrong in ({}, {"format": "xlsx"}):
        with pytest.raises(ValidationError, match="format"):
            ExportParams.model_validate(wrong)


def test_numbers_are_asked_for_as_ever() -> None:
    asked = MetricsExportParams.model_validate({"format": "parquet", "metrics": "requests"})
    assert (asked.format, asked.metrics, asked.limit) == ("parquet", "requests", 1000)
