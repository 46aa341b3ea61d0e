"""The doctor's checks: each tries one thing that a start needs, and says what it found."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tailrace.app.web import STATIC
from tailrace.control.open import open_control
from tailrace.core.errors import TailraceError
from tailrace.settings import PREFIX, Settings
from tailrace.store.engine import Engine
from tailrace.store.migrate import pending

LOW_DISK_BYTES = 1 << 30
HIDDEN = ("secret_key", "store_dsn", "control_dsn")


@dataclass(frozen=True, slots=True)
class Check:
    """What was tried, whether it works, and what to read or do."""

    name: str
    ok: bool
    says: str


def run_checks(settings: Settings) -> tuple[Check, ...]:
    """Try everything; a check that fails does not stop the next."""
    tries: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("data folder", _try_folder),
        ("disk", _try_disk),
        ("control database", _try_control),
        ("store", _try_store),
        ("web app", _try_web),
    )
    return tuple(_run(name, attempt, settings) for name, attempt in tries)


def shown_settings(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each setting's variable and value; those that may hold a secret only as set or not."""
    for name in Settings.model_fields:
        value = getattr(settings, name)
        shown = ("(set)" if value else "(default)") if name in HIDDEN else str(value)
        yield PREFIX + name.upper(), shown


def _run(name: str, attempt: Callable[[Settings], str], settings: Settings) -> Check:
    try:
        return Check(name, ok=True, says=attempt(settings))
    except TailraceError as error:
        return Check(name, ok=False, says=f"{error.message} {error.hint}".strip())
    except OSError as error:
        return Check(name, ok=False, says=f"{error.strerror}: {error.filename}")


def _try_folder(settings: Settings) -> str:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.data_dir):
        return f"{settings.data_dir} can be written"


def _try_disk(settings: Settings) -> str:
    free_bytes = shutil.disk_usage(settings.data_dir).free
    if free_bytes < LOW_DISK_BYTES:
        raise TailraceError(f"Only {free_bytes / 1e9:.1f} GB are free.", hint="Make room.")
    return f"{free_bytes / 1e9:.0f} GB free"


def _try_control(settings: Settings) -> str:
    open_control(settings.control_address, settings.data_dir, settings.secret_key).close()
    return "reachable and up to date"


def _try_store(settings: Settings) -> str:
    engine = Engine.open(settings.store_address)
    try:
        missing = pending(engine)
    finally:
        engine.close()
    return f"reachable; `tailrace migrate` will apply {missing}" if missing else "up to date"


def _try_web(settings: Settings) -> str:
    if not (STATIC / "index.html").is_file():
        raise TailraceError("The web app is not built.", hint="Run python tools/build_web.py.")
    return f"built, served on port {settings.port}"
