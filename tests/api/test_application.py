"""The application answers under /api only, and by full paths."""

from fastapi import FastAPI

from tests.fakes.town import visitor


def test_paths_are_full(api: FastAPI) -> None:
    client = visitor(api)
    assert client.get("/api/v1/session").status_code == 200
    assert client.get("/v1/session").status_code == 404
    assert client.get("/session").status_code == 404


def test_a_trailing_slash_is_another_path(api: FastAPI) -> None:
    answer = visitor(api).get("/api/v1/session/", follow_redirects=False)
    assert answer.status_code == 404


def test_the_framework_s_own_pages_are_off(api: FastAPI) -> None:
    client = visitor(api)
    for path in ("/docs", "/redoc", "/openapi.json", "/api/redoc"):
        assert client.get(path).status_code == 404
