"""Run an npm command in web/ with the Node that the build carries.

`python -m tools.node run check` is `npm run check` in web/, after `npm ci` when the lock file
changed.
"""

import sys

from tools.build_web import ROOT, install, npm


def main(arguments: list[str]) -> None:
    """Install what the lock file names if it is not there, then run npm; raises SystemExit."""
    install(ROOT / "web")
    npm(ROOT / "web", *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
