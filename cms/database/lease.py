"""Who uses the embedded server: each process holds a lock on one file, shared; the last can have it alone.

The kernel lets go of a lock when its process ends in whatever way: nobody has to clean up after a kill -9.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cms.environment import Refused
from cms.strongbox import give_to_owner_of


class Lease:
    """One process's use of something that is shared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Be one of the users; waits while the last one of before is still putting things away."""
        if self._file is None:
            self._file = open_lock(self.path)
            fcntl.flock(self._file, fcntl.LOCK_SH)

    @contextmanager
    def give_up(self) -> Iterator[bool]:
        """Stop being a user; True inside when nobody else is one, nor can become one until the block ends."""
        if self._file is None:
            yield False
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            last = True
        except BlockingIOError:
            last = False
        try:
            yield last
        finally:
            self._file.close()
            self._file = None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock of that file alone for as long as the block lasts."""
    with open_lock(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def open_lock(path: Path) -> IO[str]:
    """Open the file that a lock is held on, making it when needed. Raises Refused."""
    try:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+")
    except OSError as error:
        raise Refused(f"{path} cannot be opened: {error.strerror}.") from error
    give_to_owner_of(path.parent, path)
    return file
