"""The committed OpenAPI document is the code's."""

from pathlib import Path

from tailrace.api.application import openapi_document
from tools.openapi import text

COMMITTED = Path(__file__).parents[2] / "web" / "src" / "api" / "openapi.json"


def test_the_committed_document_is_the_code_s() -> None:
    assert COMMITTED.read_text() == text(), "run `make gen`"


def test_every_call_names_who_may_make_it_and_one_shape_for_errors() -> None:
    for path, operations in openapi_document()["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in operations.values():
            assert "security" in operation, path
            error = operation["responses"]["default"]["content"]["application/json"]["schema"]
            assert error == {"$ref": "#/components/schemas/ErrorAnswer"}
            assert "422" not in operation["responses"]


def test_every_call_explains_itself() -> None:
    for operations in openapi_document()["paths"].values():
        for operation in operations.values():
            assert operation["description"]


def test_no_query_parameter_may_be_null() -> None:
    for operations in openapi_document()["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                assert "anyOf" not in parameter["schema"]
