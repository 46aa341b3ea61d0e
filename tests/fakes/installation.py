"""A whole tailrace in processes of its own, on a folder of its own, as a new user would have it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

SECRET = "tr_live_0123456789abcdefghijklmnopqrstuv"
OTHER_SECRET = "tr_live_otherotherotherotherotherotherot"
READY_WITHIN_S = 60

MANIFEST = """
organisations:
  - name: acme
    timezone: Europe/Berlin
    members: [{{email: alice@example.com, role: owner, password: a long enough password}}]
    projects:
      - name: shop
        providers:
          - {{name: openai, kind: openai, base_url: "{provider}/v1", api_key: sk-fake}}
        keys:
          - {{name: ci, secret: "${{TR_KEY}}", scopes: [gateway, ingest, read]}}
      - name: other
        keys:
          - {{name: spare, secret: "${{OTHER_KEY}}", scopes: [gateway, read]}}
"""


class Installation:
    """A data folder, its configuration, and the server on it; use it in a `with` block."""

    def __init__(
        self, folder: Path, provider_url: str, environ: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self._settings = dict(environ or {})
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.manifest = folder / "tailrace.yaml"
        self.manifest.write_text(MANIFEST.format(provider=provider_url))
        self._server: subprocess.Popen[bytes] | None = None
        self.gateways: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (self.gateways, self._server):
            if process is not None:
                process.kill()
                process.wait()

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end on this folder."""
        return subprocess.run(
            self._command(*arguments),
            env=self._environ(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, command: str = "serve") -> None:
        """Start the server, whole or only its core, and wait until it is ready."""
        self._server = self._started(command, self.port)

    def start_gateways(self, workers: int) -> str:
        """Start processes that only take calls beside the core; returns their address."""
        port = _free_port()
        self.gateways = self._started("gateway", port, "--workers", str(workers))
        return f"http://127.0.0.1:{port}"

    def stop_gateways(self) -> int:
        """Ask the processes that take calls to stop, wait, and return the exit code."""
        assert self.gateways is not None
        self.gateways.terminate()
        return self.gateways.wait(60)

    @property
    def pid(self) -> int:
        """The server's, whole or core."""
        assert self._server is not None
        return self._server.pid

    def kill(self) -> None:
        """End the server as a power switch would."""
        assert self._server is not None
        self._server.send_signal(signal.SIGKILL)
        self._server.wait()

    def stop(self) -> int:
        """Ask the server to stop, wait, and return its exit code."""
        assert self._server is not None
        self._server.terminate()
        return self._server.wait(60)

    def get(self, path: str, secret: str = SECRET, **params: Any) -> Any:
        """Read the API with a key; return the JSON."""
        answer = httpx.get(
            f"{self.url}/api/v1{path}",
            params=params,
            headers={"Authorization": f"Bearer {secret}"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait_stored(self, within_s: float = 30) -> float:
        """Wait until nothing is missing; return how long that took."""
        started = time.monotonic()
        while (status := self.get("/health/pipeline"))["meta"]["missing"]:
            assert time.monotonic() - started < within_s, status
            time.sleep(0.02)
        return time.monotonic() - started

    def _started(self, command: str, port: int, *more: str) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self._command(command, "--port", str(port), *more),
                env=self._environ(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + READY_WITHIN_S
        while not _is_ready(port):
            assert process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return process

    def _command(self, *arguments: str) -> list[str]:
        data = ["--data-dir", str(self.folder / "data")]
        return [sys.executable, "-m", "tailrace", *arguments, *data]

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "TAILRACE" not in name}
        return kept | {"TR_KEY": SECRET, "OTHER_KEY": OTHER_SECRET} | self._settings


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
