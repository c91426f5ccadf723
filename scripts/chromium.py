"""Print the path of a Chromium for the browser tests; install one where that is possible, else say how.

Looks at $CHROMIUM, then on PATH, then installs with apt-get as root or by passwordless sudo.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# The shell without windows does the same in two thirds of the time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FONTS = ("fonts-dejavu", "fonts-liberation")


def named() -> str | None:
    """The browser of $CHROMIUM; exits when that is no program."""
    name = os.environ.get("CHROMIUM", "")
    if not name:
        return None
    found = shutil.which(name)
    if found is None:
        sys.exit(
            f"CHROMIUM={name!r} is not a program that can be run; set it to a Chromium's path, or unset it."
        )
    return found


def on_path() -> str | None:
    """The first browser found on PATH."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def install() -> str | None:
    """A browser from the system's packages, where we may install one."""
    if not shutil.which("apt-get"):
        return None
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and (
        not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    ):
        return None
    print("Installing a Chromium for the browser tests …", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt_get = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    told = ""
    subprocess.run([*apt_get, "update"], env=quiet, capture_output=True)
    for browser in (SHELL, "chromium"):
        command = [*apt_get, "install", "-y", browser, *FONTS]
        done = subprocess.run(command, env=quiet, capture_output=True, text=True)
        if done.returncode == 0:
            return on_path()
        told += done.stdout[-2000:] + done.stderr[-2000:]
    print(told, file=sys.stderr)
    return None


def main() -> None:
    """Print the path, or exit with the command to run."""
    found = named() or on_path() or install()
    if found is None:
        sys.exit(
            "The browser tests need a Chromium and none was found. Install one, for example with\n"
            "    sudo apt-get update && sudo apt-get install -y chromium\n"
            "or name one: CHROMIUM=/path/to/chromium make test"
        )
    print(found)


if __name__ == "__main__":
    main()
