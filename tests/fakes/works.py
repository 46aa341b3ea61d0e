"""A whole installation between clients and a provider of each vendor, set up from one file."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from tailrace.app.slots import read_reports
from tests.fakes.anthropic_provider import AnthropicProvider
from tests.fakes.gemini_provider import GeminiProvider
from tests.fakes.installation import SECRET, Installation
from tests.fakes.live import LiveServer
from tests.fakes.provider import FakeProvider

HEADERS = {"Authorization": f"Bearer {SECRET}"}
HI = [{"role": "user", "content": "Hi"}]


@dataclass
class Works:
    """What was set up; nothing serves until `installation.start` is called."""

    installation: Installation
    openai: FakeProvider
    groq: FakeProvider
    anthropic: AnthropicProvider
    gemini: GeminiProvider
    project: dict[str, Any]

    def apply(self, **traffic: Sequence[Mapping[str, Any]]) -> None:
        """Write `workflows`, `schemas` or `limits` into the file, and apply it."""
        self.project.update(traffic)
        member = {"email": "alice@example.com", "role": "owner", "password": "a long password"}
        organisation = {"name": "acme", "members": [member], "projects": [self.project]}
        text = yaml.safe_dump({"organisations": [organisation]})
        self.installation.manifest.write_text(text)
        applied = self.installation.run("apply", "-f", str(self.installation.manifest))
        assert applied.returncode == 0, applied.stderr

    def start_gateways(self, workers: int, within_s: float = 60) -> str:
        """Start processes beside the core; return their address once each of them takes calls."""
        url = self.installation.start_gateways(workers)
        started = time.monotonic()
        while len(read_reports(self.installation.folder / "data")) < workers:
            assert time.monotonic() - started < within_s
            time.sleep(0.05)
        return url

    def ask(self, model: str, *, url: str = "", **more: Any) -> httpx.Response:
        """Make a chat call at the OpenAI door."""
        body = {"model": model, "messages": HI, **more}
        url = url or self.installation.url
        return httpx.post(f"{url}/v1/chat/completions", json=body, headers=HEADERS, timeout=30)

    def row(self, answer: httpx.Response) -> dict[str, Any]:
        """Return what is stored of a call: the request, its attempts, its bodies."""
        self.installation.wait_stored()
        path = f"/requests/{answer.headers['x-tailrace-request-id']}"
        found: dict[str, Any] = self.installation.get(path)["data"]
        return found

    def numbers(self, *metrics: str) -> dict[str, Any]:
        """Return the metrics of everything that is stored."""
        found: dict[str, Any] = self.installation.get("/metrics", metrics=",".join(metrics))
        (row,) = found["data"]
        return dict(row)


@contextmanager
def works(
    folder: Path,
    environ: Mapping[str, str] | None = None,
    **traffic: Sequence[Mapping[str, Any]],
) -> Iterator[Works]:
    """Serve the providers and apply the file; the caller starts what it needs."""
    fakes: dict[str, Any] = {
        "openai": FakeProvider("gpt-4o", "gpt-4o-mini"),
        "groq": FakeProvider("mixtral"),
        "anthropic": AnthropicProvider(),
        "gemini": GeminiProvider(),
    }
    with ExitStack() as running:
        providers = []
        for name, fake in fakes.items():
            server = running.enter_context(LiveServer(fake))
            base_url = server.url + fake.base_path
            providers.append(
                {"name": name, "kind": name, "base_url": base_url, "api_key": "sk-fake"}
            )
        key = {"name": "ci", "secret": "${TR_KEY}", "scopes": ["gateway", "read"]}
        project = {"name": "shop", "providers": providers, "keys": [key]}
        installation = running.enter_context(Installation(folder, "", environ))
        made = Works(installation, project=project, **fakes)
        made.apply(**traffic)
        yield made
