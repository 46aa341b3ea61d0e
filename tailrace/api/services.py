"""What the API is made of: everything it may touch is handed in here, once, by the application."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tailrace.control.directory import ProviderTarget
from tailrace.control.open import Control
from tailrace.core.circuit import CircuitState
from tailrace.core.clock import Clock, from_us
from tailrace.core.probe import Probe
from tailrace.query.reader import Reader


@dataclass(frozen=True, slots=True)
class Loading:
    """A long load in progress, such as the demo's replay."""

    label: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PipelineStatus:
    """How well capture keeps up; counts of requests of the whole installation."""

    captured: int
    """All that were ever captured: stored, or waiting in the spool."""
    stored: int
    missing: int
    """Captured, and not stored yet."""
    lag_seconds: float
    """Age of the oldest that waits; 0 when none does."""
    spool_bytes: int
    dropped: int
    """Lost because the spool was full, since this process started."""
    gaps: int
    """Numbered by a writer, and never stored: dropped ones, and lines that cannot be read."""
    newest_at: datetime | None
    """Start of the newest stored request."""
    loading: Loading | None = None


@dataclass(frozen=True, slots=True)
class ApiServices:
    """All that the routes need."""

    control: Control
    store: Reader
    clock: Clock
    pipeline: Callable[[], PipelineStatus]
    """Cheap: every answer's `meta` asks for it."""
    public_url: str
    """Where people find the server, such as `https://tailrace.example.com`."""
    session_lifetime: timedelta
    probe: Callable[[ProviderTarget], Awaitable[Probe]]
    """Tests a provider's connection; never raises."""
    circuits: Callable[[], tuple[CircuitState, ...]] = tuple
    """What every living gateway process thinks of the providers it called."""
    demo_owner: str = ""
    """E-mail address of the demo's owner, whom a browser on this machine is signed in as; empty
    when this is no demo."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return from_us(self.clock.now_us())

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https:")
