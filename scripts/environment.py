"""Make the virtual environment match a lock: environment.py VENV LOCK [LOCK-THAT-IT-INCLUDES …].

Runs on the machine's own Python and its standard library. Does nothing when the lock was installed already.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def main(venv: Path, lock: Path, included: list[Path]) -> int:
    """Create `venv` if it is missing or broken, install `lock` if it has changed; returns an exit code."""
    python = venv / "bin" / "python"
    if not works(python):
        if venv.exists() and not os.access(venv, os.W_OK):
            return fail(
                "",
                f"{venv} was made by user {venv.owner()} and does not work for you; use a clone of your own",
            )
        if venv.exists():
            print(f"{venv} does not work any more (its Python has gone); making it anew.", flush=True)
            shutil.rmtree(venv)
        print(f"Making the environment in {venv} …", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(venv, ignore_errors=True)
            advice = "Python's venv module does not work; on Debian and Ubuntu: apt-get install python3-venv"
            return fail(made.stdout + made.stderr, advice)
    stamps = {path: venv / f"installed-{path.name}" for path in [lock, *included]}
    if same(lock, stamps[lock]):
        return 0
    print(f"Installing the packages of {lock} …", flush=True)
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--require-hashes"]
    installed = subprocess.run([*pip, "-r", str(lock)], capture_output=True, text=True)
    if installed.returncode:
        said = installed.stdout + installed.stderr
        return fail(said, f"the packages of {lock} could not be installed; pip says above why")
    for path, stamp in stamps.items():
        shutil.copyfile(path, stamp)
    return 0


def works(python: Path) -> bool:
    """Whether there is a Python there that starts and has pip."""
    try:
        return subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def same(lock: Path, stamp: Path) -> bool:
    """Whether this very lock was installed."""
    return stamp.exists() and stamp.read_bytes() == lock.read_bytes()


def fail(details: str, sentence: str) -> int:
    """Say what went wrong, the sentence last."""
    print(details + f"\nNot set up: {sentence}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]]))
