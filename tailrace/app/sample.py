"""The demo, put together: a fresh folder, Acme, its fake providers, its past and its live calls."""

import asyncio
import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.types import ASGIApp

from tailrace.api.services import Loading
from tailrace.app.lifespan import running
from tailrace.app.web import create_doors, create_pages
from tailrace.app.wiring.whole import Services, build
from tailrace.capture.build import build as build_records
from tailrace.core.clock import SystemClock, from_us
from tailrace.demo.caller import Caller
from tailrace.demo.cast import phrases
from tailrace.demo.cast.acme import OWNER_EMAIL
from tailrace.demo.provider.provider import DemoProvider
from tailrace.demo.replay import Replay
from tailrace.demo.setup import Ready, prepare
from tailrace.demo.trickle import Trickle
from tailrace.settings import Settings

PROVIDERS = "/demo/providers"
TIMEZONE = "UTC"


@dataclass(frozen=True)
class Demo:
    """The demo, ready to be served."""

    url: str
    app: ASGIApp
    greeting: str
    _on_serving: list[Callable[[], object]] = field(default_factory=list)

    def when_serving(self, action: Callable[[], object]) -> None:
        """Have something done in a thread once the server answers."""
        self._on_serving.append(action)


@contextlib.contextmanager
def folder(settings: Settings, *, fresh: bool) -> Iterator[Settings]:
    """Yield the settings with the folder to use; a fresh one is removed afterwards."""
    if not fresh:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="tailrace-demo-", ignore_cleanup_errors=True) as made:
        yield settings.model_copy(update={"data_dir": Path(made)})


def build_demo(settings: Settings, url: str) -> Demo:
    """Build everything for the demo, to be served at `url`; raises a TailraceError."""
    clock = SystemClock()
    state: dict[str, Replay] = {}
    services = build(settings, clock, url, demo_owner=OWNER_EMAIL, loading=partial(_seen, state))
    providers_url = f"{url}{PROVIDERS}"
    ready = prepare(
        services.control,
        settings.data_dir,
        providers_url=providers_url,
        timezone=TIMEZONE,
        now=from_us(clock.now_us()),
    )
    library = phrases.load()
    provider = DemoProvider(library, key=ready.secrets.provider_key, clock=clock)
    trickle = Trickle(Caller(library), gateway_url=f"{url}/v1", secrets=ready.secrets.keys)
    background = [trickle.run]
    if ready.is_new:
        replay = state["replay"] = _replay(services, ready)
        background.append(partial(_run_replay, replay, clock.now_us(), providers_url))
    on_serving: list[Callable[[], object]] = []
    background.append(partial(_announce, on_serving))
    pages = create_pages(
        services.api,
        services.check_ready,
        {PROVIDERS: provider},
        lifespan=partial(running, services, background),
    )
    doors = create_doors(services.front, pages)
    return Demo(url, doors, _greeting(url, ready), on_serving)


def _replay(services: Services, ready: Ready) -> Replay:
    return Replay(
        ready.places,
        build=partial(build_records, prices=services.prices),
        append=services.spool.append,
        body_limit=services.settings.capture_body_bytes,
    )


def _seen(state: dict[str, Replay]) -> Loading | None:
    replay = state.get("replay")
    if replay is None or replay.progress.seen.finished:
        return None
    seen = replay.progress.seen
    return Loading(seen.label, seen.done, seen.total)


async def _run_replay(replay: Replay, now_us: int, providers_url: str) -> None:
    """Replay in a thread; a cancelled demo stops it between two requests."""
    try:
        await asyncio.to_thread(replay.run, now_us, providers_url)
    finally:
        replay.stop()


async def _announce(actions: list[Callable[[], object]]) -> None:
    for action in actions:
        threading.Thread(target=action, daemon=True).start()


def _greeting(url: str, ready: Ready) -> str:
    project, secret = next(iter(ready.secrets.keys.items()))
    return "\n".join(
        (
            f"tailrace demo: {url}  (signs you in by itself on this machine)",
            "",
            "Point an OpenAI client at it:",
            f'  client = OpenAI(base_url="{url}/v1", api_key="{secret}")',
            '  client.chat.completions.create(model="openai/gpt-4o-mini",',
            '      messages=[{"role": "user", "content": "Hello"}])',
            f"Your call shows under Requests, project {project}, within two seconds.",
            "",
            "A fake provider answers; nothing leaves this machine. Stop with Ctrl+C.",
        )
    )
