"""Every setting, in one place; the only reader of the environment.

Each field is `TAILRACE_<NAME>` in the environment and `--<name>` on the command line (wins). A
variable that names no setting stops the start: a typo in a limit must not pass unseen.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tailrace.core.errors import BadInput

PREFIX = "TAILRACE_"


class Settings(BaseSettings):
    """What an operator can set. Sizes are in bytes, times in seconds unless the name says more."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(
        Path("tailrace-data"), description="Folder for the store, the spool and the database."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    public_url: str = Field(
        "", description="Address people use in a browser, if it differs from host and port."
    )
    store_dsn: str = Field(
        "",
        description="`chdb:///path` (default: in data_dir) or `clickhouse://user:pass@host:8123/db`.",
    )
    control_dsn: str = Field(
        "", description="SQLAlchemy address; default: SQLite in data_dir. `postgresql+psycopg://…`."
    )
    secret_key: str = Field(
        "", description="Key that encrypts provider keys; default: made once, kept in data_dir."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the server logs."
    )
    retention_days: int = Field(90, ge=1, le=3650, description="How long requests are kept.")
    max_body_bytes: int = Field(
        32 << 20, ge=1024, description="Largest request body that the gateway accepts."
    )
    capture_body_bytes: int = Field(
        256 << 10, ge=1024, description="Longer bodies are stored with their middle cut."
    )
    spool_max_bytes: int = Field(
        4 << 30, ge=1 << 20, description="Disk that the spool may use; beyond it, records drop."
    )
    spool_segment_bytes: int = Field(
        64 << 20, ge=1 << 16, description="A segment rotates at this size."
    )
    spool_sync: Literal["none", "interval", "always"] = Field(
        "interval",
        description="When the spool is flushed to the disk: never by us, each second, each call.",
    )
    drain_interval_s: float = Field(
        1.0, gt=0, le=60, description="Least time between two flushes into the store."
    )
    upstream_timeout_s: float = Field(
        600.0, gt=0, description="Longest time that one provider call may take."
    )
    upstream_connect_timeout_s: float = Field(
        10.0, gt=0, description="Longest time to connect to a provider."
    )
    upstream_allow_private: bool = Field(
        default=True,
        description="Whether providers may sit on private or loopback addresses (vLLM, Ollama).",
    )
    redis_dsn: str = Field(
        "",
        description="`redis://host:6379/0`: where gateways of several machines or processes count "
        "limits together; default: each process for itself.",
    )
    redis_when_lost: Literal["open", "closed"] = Field(
        "open",
        description="Without Redis, calls are counted per process (`open`) or refused (`closed`).",
    )
    trust_forwarded: bool = Field(
        default=False,
        description="Whether a proxy of yours is in front, whose `x-forwarded-for` says who calls.",
    )
    query_timeout_s: float = Field(30.0, gt=0, description="Longest time one question may take.")
    query_memory_bytes: int = Field(
        2 << 30, ge=64 << 20, description="Memory one question may use."
    )
    session_days: int = Field(30, ge=1, le=400, description="How long a sign-in lasts.")

    @property
    def store_address(self) -> str:
        """The store's DSN with its default filled in."""
        return self.store_dsn or f"chdb://{(self.data_dir / 'store').absolute()}"

    @property
    def control_address(self) -> str:
        """The control database's address with its default filled in."""
        return self.control_dsn or f"sqlite:///{(self.data_dir / 'control.db').absolute()}"

    @property
    def spool_dir(self) -> Path:
        return self.data_dir / "spool"


def load(environ: Mapping[str, str], **options: object) -> Settings:
    """Return the settings of the environment and the given options; raises BadInput in a sentence.

    `options` are the command line's; None means not given.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(
        name for name in environ if name.upper().startswith(PREFIX) and name.upper() not in known
    )
    if unknown:
        raise BadInput(
            f"{unknown[0]} is not a setting.", hint="`tailrace doctor` lists every setting."
        )
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise BadInput(f"{name}: {first['msg']}.", hint=f"It was {first['input']!r}.") from None
