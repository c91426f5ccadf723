"""The one that runs the others: web and worker as its children, the embedded database if there is one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from cms.database.embedded import EmbeddedServer

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOOK_SECONDS = 0.2
READY_SECONDS = 60
SAME_WISH_SECONDS = 1.0


@dataclass
class Child:
    """One process in a session of its own, so that a Ctrl-C in the terminal reaches only the supervisor."""

    name: str
    command: Sequence[str]
    stop_seconds: float
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it, without anything to read from."""
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)

    def died(self) -> str:
        """How it ended ("exit code 1", "signal SIGKILL"), or "" while it runs."""
        code = self.process.poll() if self.process else None
        if code is None:
            return ""
        return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"

    def stop(self, in_a_hurry: Callable[[], bool]) -> None:
        """Ask it to stop; after its time, or in a hurry, make it; with all processes that it started."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        deadline = time.monotonic() + self.stop_seconds
        while self.process.poll() is None and time.monotonic() < deadline and not in_a_hurry():
            time.sleep(0.05)
        with suppress(ProcessLookupError, PermissionError):  # nobody is left in its session
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Starts children, watches them, stops them in their order; one's death ends all."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        database: EmbeddedServer | None = None,
        health_url: str = "",
        say: Callable[[str], None] = print,
    ) -> None:
        self.children = children
        self.database = database
        self.health_url = health_url
        self.say = say
        # How many stop signals came. A plain number: the locks of an Event deadlock with a signal handler.
        self.signals = 0
        self.signalled_at = float("-inf")

    def run(self, when_ready: Callable[[], None]) -> int:
        """Run until a stop signal (returns 0) or until something dies (says what, returns 1)."""
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            for child in self.children:
                child.start()
            death = self._wait_until_ready()
            if not death and not self.signals:
                when_ready()
                death = self._watch()
            if death:
                self.say(f"{death}; stopping everything else.")
            elif self.signals:
                self.say("Stopping: first the site, then the jobs that run, then the database …")
            return 1 if death else 0
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        # Make and the terminal may both pass one Ctrl-C on; what comes together is one wish.
        if now - self.signalled_at > SAME_WISH_SECONDS:
            self.signals += 1
        self.signalled_at = now

    def _death(self) -> str:
        for child in self.children:
            if how := child.died():
                return f"The {child.name} process ended by itself ({how})"
        if self.database is not None and self.database.process() is None:
            return f"The database server ended by itself (its log is {self.database.places.log})"
        return ""

    def _wait_until_ready(self) -> str:
        deadline = time.monotonic() + READY_SECONDS
        while self.health_url and not self.signals:
            if death := self._death():
                return death
            if answers(self.health_url):
                return ""
            if time.monotonic() > deadline:
                return f"The site did not answer at {self.health_url} within {READY_SECONDS} s"
            time.sleep(0.05)
        return ""

    def _watch(self) -> str:
        while not self.signals:
            if death := self._death():
                return death
            time.sleep(LOOK_SECONDS)
        return ""

    def _in_a_hurry(self) -> bool:
        """Nothing is worth waiting for once the database is gone."""
        return self.signals > 1 or (self.database is not None and self.database.process() is None)

    def _stop_all(self) -> None:
        for child in self.children:
            child.stop(self._in_a_hurry)
        if self.database is not None:
            self.database.release()


def answers(url: str) -> bool:
    """Whether that address of this machine answers at all."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own http:// address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def site_children(*, job_seconds: float) -> list[Child]:
    """The children of the site, in the order in which they stop."""
    python = [sys.executable, "-m", "cms.children"]
    return [Child("web", [*python, "web"], 20), Child("worker", [*python, "worker"], job_seconds + 10)]
