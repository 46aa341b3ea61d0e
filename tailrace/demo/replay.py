"""The replay: the recorded hour becomes the last 30 days of Acme.

In: the workload, the places that `setup` made, the way through capture (`build`) and into the spool
(`append`). Out: one append per request, the newest first, so that the dashboard shows something
after a second and the rest grows into the past. Runs in a thread of its own and takes no longer
than it must; `stop` ends it between two requests. What was appended stays.
"""

import threading
from collections.abc import Callable, Mapping, Sequence

import msgspec

from tailrace.capture.exchange import Exchange
from tailrace.core.errors import Busy
from tailrace.core.record import Record
from tailrace.demo import workload
from tailrace.demo.cast import parts, phrases
from tailrace.demo.past import Past, Place
from tailrace.demo.workload import Call

Build = Callable[[Exchange], Sequence[Record]]
Append = Callable[[Sequence[Record]], None]
Load = Callable[[], Sequence[Call]]

LABEL = "Replaying 30 days of recorded traffic"
BUSY_WAIT_S = 0.25
REPORT_EVERY = 50


class Seen(msgspec.Struct, frozen=True):
    """How far a job has come; `total` is 0 until it is known."""

    label: str
    done: int
    total: int

    @property
    def finished(self) -> bool:
        """Tell whether nothing is left to do."""
        return 0 < self.total <= self.done


class Progress:
    """How far a job has come, told by one thread and read by others."""

    def __init__(self, label: str) -> None:
        self._lock = threading.Lock()
        self._seen = Seen(label, 0, 0)

    def tell(self, done: int, total: int) -> None:
        with self._lock:
            self._seen = Seen(self._seen.label, done, total)

    @property
    def seen(self) -> Seen:
        """The last thing that was told."""
        with self._lock:
            return self._seen


class Replay:
    """One replay; `run` is for a thread, everything else may be called from any."""

    def __init__(
        self,
        places: Mapping[str, Place],
        *,
        build: Build,
        append: Append,
        body_limit: int,
        load: Load = workload.load,
    ) -> None:
        self._places = places
        self._load = load
        self._build = build
        self._append = append
        self._body_limit = body_limit
        self._stopping = threading.Event()
        self.progress = Progress(LABEL)

    def run(self, now_us: int, base_url: str) -> int:
        """Append the 30 days before `now_us` and return how many requests that were.

        `base_url` is where the demo's providers are: `http://127.0.0.1:8080/demo/providers`.
        """
        made = parts.cast(self._load())
        past = Past(
            phrases.load(),
            self._places,
            start_us=now_us - parts.WINDOW_US,
            base_url=base_url,
            body_limit=self._body_limit,
        )
        self.progress.tell(0, len(made))
        for done, part in enumerate(reversed(made)):
            if done % REPORT_EVERY == 0:
                self.progress.tell(done, len(made))
            if not self._deliver(self._build(past.exchange(part))):
                return done
        self.progress.tell(len(made), len(made))
        return len(made)

    def stop(self) -> None:
        """Let `run` return soon; a second time changes nothing."""
        self._stopping.set()

    def _deliver(self, records: Sequence[Record]) -> bool:
        """Append, waiting while the spool is full; False when the replay was stopped."""
        while not self._stopping.is_set():
            try:
                self._append(records)
            except Busy:
                self._stopping.wait(BUSY_WAIT_S)
            else:
                return True
        return False
