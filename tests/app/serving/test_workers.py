"""A worker takes calls, says that it is well, and sends everything else elsewhere."""

import os
import subprocess
import sys

import httpx

from tailrace.app.serving.workers import create_worker
from tailrace.app.slots import read_reports
from tailrace.settings import Settings
from tests.fakes.serving import serving


async def test_a_worker_takes_calls_and_nothing_else(settings: Settings) -> None:
    async with (
        serving(create_worker(settings, os.getppid()), lifespan="on") as url,
        httpx.AsyncClient(base_url=url) as client,
    ):
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).json() == {"ready": True}
        assert (await client.post("/v1/chat/completions", json={})).status_code == 401
        page = await client.get("/requests")
        assert page.status_code == 404
        assert "the core has the pages" in page.json()["error"]["message"]
    assert read_reports(settings.data_dir) == ()


def test_a_worker_does_not_load_the_store() -> None:
    code = "import tailrace.app.serving.workers, sys; print('pyarrow' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
