"""Install what is missing, then start: `make demo` and every other target come through here.

This file must be read by any Python, 2.7 too, so that an old one is told what it lacks. All else
is in launcher.py, which needs Python 3.11.
"""

import os
import sys

OLDEST = (3, 11)


def main():
    # type: () -> int
    """Hand over to the launcher, or say in one sentence why not."""
    if sys.version_info < OLDEST:
        found = "{} is {}.{}".format(sys.executable, sys.version_info[0], sys.version_info[1])
        advice = "install it, or name one with PYTHON="
        sys.stderr.write("Rapport needs Python 3.11 or newer; " + found + ": " + advice + ".\n")
        return 1
    # In place of this folder, whose modules would otherwise be found by their short names.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from rapport.boot import launcher

    return launcher.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
