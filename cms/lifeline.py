"""A process that ends when the one that started it is gone, however that died (a kill -9 too)."""

from __future__ import annotations

import os
import signal
import threading
import time

LOOK_SECONDS = 0.5
GRACE_SECONDS = 15.0


def end_with_parent() -> None:
    """Watch from a thread that our parent is still the same; when not, stop as on SIGTERM, then by force."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)
