"""The interactive documentation works without the internet."""

import re

import pytest
from fastapi import FastAPI

from tests.fakes.town import visitor


def test_the_page_loads_nothing_from_elsewhere(api: FastAPI) -> None:
    client = visitor(api)
    page = client.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    served = [f"/api/{address}" for address in addresses if not address.startswith("data:")]
    assert len(served) == 3
    for address in served:
        assert client.get(address).status_code == 200, address
    assert "//" not in "".join(addresses)


def test_the_page_s_policy_forbids_everything_that_is_not_ours(api: FastAPI) -> None:
    policy = visitor(api).get("/api/docs").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("name", "kind", "holds"),
    [
        ("swagger-ui-bundle.js", "text/javascript", "SwaggerUIBundle"),
        ("swagger-ui.css", "text/css", ".swagger-ui"),
        ("start.js", "text/javascript", "openapi.json"),
    ],
)
def test_its_files_are_served(api: FastAPI, name: str, kind: str, holds: str) -> None:
    answer = visitor(api).get(f"/api/docs/{name}")
    assert answer.headers["content-type"].startswith(kind)
    assert holds in answer.text


@pytest.mark.parametrize("name", ["other.js", "LICENSE", "..%2F..%2F__init__.py"])
def test_no_other_file_is(api: FastAPI, name: str) -> None:
    answer = visitor(api).get(f"/api/docs/{name}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_the_document_is_served_to_anybody(api: FastAPI) -> None:
    client = visitor(api)
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert client.get("/api/openapi.json").json() == document
