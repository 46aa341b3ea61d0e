"""A whole tailrace in processes of its own, on a folder of its own, as a new user would have it."""

import os
import signal
import socket
import subprocess
import sys
import time
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

    def __init__(self, folder: Path, provider_url: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.manifest = folder / "tailrace.yaml"
        self.manifest.write_text(MANIFEST.format(provider=provider_url))
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.wait()

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

    def start(self) -> None:
        """Start the server and wait until it is ready."""
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                self._command("serve", "--port", str(self.port)),
                env=self._environ(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + READY_WITHIN_S
        while not self._is_ready():
            assert self._server.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

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

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def _command(self, *arguments: str) -> list[str]:
        data = ["--data-dir", str(self.folder / "data")]
        return [sys.executable, "-m", "tailrace", *arguments, *data]

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "TAILRACE" not in name}
        return kept | {"TR_KEY": SECRET, "OTHER_KEY": OTHER_SECRET}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
