"""The command line: `tailrace serve`, `gateway`, `core`, `demo`, `apply`, `doctor` and more.

Every option is also an environment variable, `TAILRACE_<OPTION>`; the command line wins. A mistake
is answered with one sentence, what to do, and exit code 2.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic.fields import FieldInfo

from tailrace import __version__
from tailrace.app import commands
from tailrace.core.errors import TailraceError
from tailrace.settings import PREFIX, Settings, load

F = TypeVar("F", bound=Callable[..., Any])

GATEWAY = (
    "data_dir",
    "host",
    "port",
    "control_dsn",
    "secret_key",
    "log_level",
    "max_body_bytes",
    "capture_body_bytes",
    "spool_max_bytes",
    "spool_segment_bytes",
    "spool_sync",
    "drain_interval_s",
    "upstream_timeout_s",
    "upstream_connect_timeout_s",
    "upstream_allow_private",
    "redis_dsn",
    "redis_when_lost",
    "trust_forwarded",
)
WHERE = ("data_dir", "store_dsn", "control_dsn", "secret_key", "log_level")
# \\b keeps click from re-wrapping a paragraph.
HELP = """See every LLM API call your team makes.

\b
Try it:   tailrace demo
Use it:   tailrace serve                   (prints a link that creates the owner)
          tailrace apply -f tailrace.yaml

Then point any OpenAI client at http://127.0.0.1:8080/v1 with a project key.
"""
APPLY_HELP = """Create or change what a file names: projects, providers, keys, workflows, limits …

\b
organisations:
  - name: acme
    members: [{email: alice@example.com, role: owner}]
    projects:
      - name: shop
        providers:
          - {name: openai, kind: openai, api_key: "${OPENAI_API_KEY}"}
        keys:
          - {name: ci, secret: "${TR_KEY}", scopes: [gateway, read]}
        workflows:
          - {name: summary, targets: ["openai:gpt-4o", "openai:gpt-4o-mini"]}
        limits:
          - {per: user, requests: 120/minute}

Running it twice changes nothing the second time. A running server follows within two seconds.
"""
EPILOG = "Documentation: docs/guide. Every option is also TAILRACE_<OPTION> in the environment."


def main() -> None:
    """Run the command line; translate our errors into one sentence and exit code 2."""
    try:
        cli(prog_name="tailrace")
    except TailraceError as error:
        click.echo(f"tailrace: {error.message}", err=True)
        if error.hint:
            click.echo(f"  {error.hint}", err=True)
        sys.exit(2)


def with_settings(*names: str) -> Callable[[F], F]:
    """Give a command one option per named setting; no names means every setting."""
    chosen = names or tuple(Settings.model_fields)

    def add(command: F) -> F:
        for name in reversed(chosen):
            command = _option(name, Settings.model_fields[name])(command)
        return command

    return add


def _option(name: str, field: FieldInfo) -> Callable[[F], F]:
    default = "" if field.default in ("", None) else f" [default: {field.default}]"
    return click.option(
        "--" + name.replace("_", "-"),
        name,
        default=None,
        help=f"{field.description}{default}",
        metavar="TEXT" if field.annotation is str else name.rsplit("_", 1)[-1].upper(),
    )


@click.group(help=HELP, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tailrace")
def cli() -> None:
    """Hold the commands; HELP is what people read."""


@cli.command(epilog=EPILOG)
@with_settings()
def serve(**options: object) -> None:
    """Serve the gateway, the API and the web app in one process.

    Everything is kept in the data folder. The first start prints a one-time link that creates the
    owner of the first organisation.
    """
    commands.serve(load(os.environ, **options))


@cli.command(epilog=EPILOG)
@click.option(
    "--workers",
    type=click.IntRange(1, 128),
    default=1,
    show_default=True,
    help="How many processes take calls; one per core is a good start.",
)
@with_settings(*GATEWAY)
def gateway(*, workers: int, **options: object) -> None:
    """Take calls, and nothing else, on the data folder of a `tailrace core`.

    Each process appends what it captures to the spool in the folder; the core stores and shows
    it. Changes of keys, providers and workflows reach every process within two seconds.
    """
    commands.gateway(load(os.environ, **options), workers)


@cli.command(epilog=EPILOG)
@with_settings()
def core(**options: object) -> None:
    """Serve the API and the web app, and drain the spool; `tailrace gateway` takes the calls.

    Run one core per data folder. `tailrace serve` is both in one process.
    """
    commands.core(load(os.environ, **options))


@cli.command(epilog=EPILOG)
@click.option("--no-browser", is_flag=True, help="Do not open the page in a browser.")
@with_settings("data_dir", "host", "port", "log_level")
def demo(*, no_browser: bool, **options: object) -> None:
    """Run everything with sample traffic, in a new temporary folder, on one port.

    A fake provider answers, 28,185 requests of a published workload are replayed as the last 30
    days, and a trickle of live calls keeps going. Nothing leaves this machine.
    """
    fresh = options["data_dir"] is None and f"{PREFIX}DATA_DIR" not in os.environ
    commands.demo(load(os.environ, **options), fresh_folder=fresh, open_browser=not no_browser)


@cli.command(help=APPLY_HELP, epilog=EPILOG)
@click.option(
    "-f",
    "--file",
    "path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The configuration file (YAML).",
)
@click.option("--prune", is_flag=True, help="Remove what the file does not name any more.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@with_settings("data_dir", "control_dsn", "secret_key")
def apply(path: Path, *, prune: bool, dry_run: bool, **options: object) -> None:
    """Apply a configuration file; APPLY_HELP is what people read."""
    commands.apply(load(os.environ, **options), path, os.environ, prune=prune, dry_run=dry_run)


@cli.command(name="export-config", epilog=EPILOG)
@click.option("--organisation", help="Only this organisation; without it, all.")
@with_settings("data_dir", "control_dsn", "secret_key")
def export_config(*, organisation: str | None, **options: object) -> None:
    """Print the configuration file of what is there, for `tailrace apply`.

    Secrets are not in it: an API key stands as a variable, such as ${ACME_SHOP_OPENAI_API_KEY}, and
    a project key without its secret. Applying the file where it came from changes nothing.
    """
    commands.export_config(load(os.environ, **options), organisation)


@cli.command(epilog=EPILOG)
@with_settings(*WHERE)
def migrate(**options: object) -> None:
    """Bring the store and the control database to this version's schema, then stop."""
    commands.migrate(load(os.environ, **options))


@cli.command(epilog=EPILOG)
@with_settings(*WHERE)
def doctor(**options: object) -> None:
    """Check the data folder, the databases and the web app, and list every setting."""
    sys.exit(commands.doctor(load(os.environ, **options)))


@cli.group()
def keys() -> None:
    """Project keys: what clients present as `Authorization: Bearer tr_…`."""


@keys.command(epilog=EPILOG)
@click.option("--org", required=True, help="The organisation's name.")
@click.option("--project", required=True, help="The project's name.")
@click.option("--name", required=True, help="What the key is for, such as ci or backend.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(["gateway", "ingest", "read"]),
    default=("gateway",),
    show_default=True,
    help="What the key may do; may be given more than once.",
)
@click.option("--test", is_flag=True, help="Make a tr_test_ key: its calls are marked as test.")
@with_settings("data_dir", "control_dsn", "secret_key")
def create(**options: Any) -> None:
    """Make a key and print its secret, once. Only its SHA-256 is kept."""
    named = ("org", "project", "name", "scopes", "test")
    wanted = commands.NewKey(**{name: options.pop(name) for name in named})
    commands.create_key(load(os.environ, **options), wanted)
