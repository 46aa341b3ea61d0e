"""Each request reaches its room, and the web app's files are served safely."""

from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tailrace.app.web import Doors, create_pages
from tailrace.core.errors import Busy


class Echo:
    """An application that says its name and the path it was given."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(f"{self.name} {scope['path']}")(scope, receive, send)


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>page</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "main-1a2b.js").write_text("x" * 5000)
    (tmp_path / "secret.key").write_text("do not serve")
    return folder


@pytest.fixture
def ready() -> list[bool]:
    return [True]


@pytest.fixture
def client(static: Path, ready: list[bool]) -> httpx.AsyncClient:
    def check() -> None:
        if not ready[0]:
            raise Busy("The store cannot be reached.", hint="Start it.")

    pages = create_pages(Echo("api"), check, {"/demo": Echo("demo")}, static=static)
    transport = httpx.ASGITransport(Doors(Echo("gateway"), pages))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/v1/chat/completions", "gateway /v1/chat/completions"),
        ("/api/v1/requests", "api /api/v1/requests"),
        ("/api", "api /api"),
        ("/demo/x", "demo /demo/x"),
    ],
)
async def test_each_door_gets_its_requests(
    client: httpx.AsyncClient, path: str, answer: str
) -> None:
    assert (await client.get(path)).text == answer


@pytest.mark.parametrize(
    "path", ["/", "/requests", "/requests/0abc", "/apis", "/v1x", "/index.html"]
)
async def test_other_paths_are_the_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.text == "<title>page</title>"
    assert answer.headers["cache-control"] == "no-cache"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_files_are_served_with_their_type(client: httpx.AsyncClient) -> None:
    answer = await client.get("/favicon.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")


async def test_assets_are_kept_forever_and_compressed(client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/main-1a2b.js")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert (await client.get("/assets/missing.js")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/../secret.key", "/%2e%2e/secret.key", "/assets/../../secret.key"]
)
async def test_nothing_outside_the_folder_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert "do not serve" not in (await client.get(path)).text


async def test_healthz_answers_at_once_and_readyz_when_ready(
    client: httpx.AsyncClient, ready: list[bool]
) -> None:
    assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/readyz")).status_code == 200
    ready[0] = False
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "reason": "The store cannot be reached.",
        "hint": "Start it.",
    }


async def test_an_unbuilt_web_app_says_what_to_do(tmp_path: Path) -> None:
    pages = create_pages(Echo("api"), lambda: None, {}, static=tmp_path / "nothing")
    transport = httpx.ASGITransport(pages)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/")
    assert answer.status_code == 503
    assert "tools/build_web.py" in answer.text
