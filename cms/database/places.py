"""Where the embedded database lives inside a directory such as `.local/`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

# A socket's path has 108 bytes on Linux and 104 elsewhere, with its closing zero.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Places:
    """The directories and files of one embedded server, all under `base`, which nobody else uses."""

    base: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.base / "postgres"

    @property
    def log(self) -> Path:
        """What the server itself says; inside its data, since only its user can write there."""
        return self.data / "server.log"

    @property
    def users_lock(self) -> Path:
        """Held shared by each process that uses the server, so that the last one knows that it is."""
        return self.base / "postgres.users"

    @property
    def start_lock(self) -> Path:
        """Held alone while somebody looks whether the server runs, and starts it."""
        return self.base / "postgres.start"

    @property
    def socket(self) -> Path:
        """The directory of the server's socket: beside the data, or in /tmp where that path is too long."""
        beside = self.base / "run"
        if len(bytes(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return beside
        digest = hashlib.sha256(bytes(self.base)).hexdigest()[:12]
        return Path("/tmp") / f"imprimatur-{digest}"  # noqa: S108 - its owner is checked before each use
