"""Secrets that nobody chose: made at random once, and kept in `.local/` where only its owner reads them."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from pathlib import Path

from cms.environment import Refused


class Strongbox:
    """A file of named random secrets (mode 0600), safe to open from several processes at once."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.path = directory / "secrets.json"

    def secret(self, name: str, length: int = 32) -> str:
        """The secret of that name (`length` random bytes, URL-safe), made now if there is none."""
        kept = self._read()
        if name not in kept:
            kept = self._add(name, secrets.token_urlsafe(length))
        return kept[name]

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}
        except PermissionError:
            raise Refused(
                f"{self.path} belongs to another user and cannot be read; start as the user who made "
                f"{self.directory}, or set DATABASE_URL and OWNER_DATABASE_URL."
            ) from None
        except (OSError, ValueError) as error:
            raise Refused(
                f"{self.path} cannot be read as JSON ({error}); restore it from a backup."
            ) from error

    def _add(self, name: str, value: str) -> dict[str, str]:
        """Write the file anew under a lock, since two first starts may meet here; whoever was first wins."""
        try:
            make_private(self.directory)
            with open(self.directory / "secrets.lock", "a") as lock:
                give_to_owner_of(self.directory, Path(lock.name))
                fcntl.flock(lock, fcntl.LOCK_EX)
                kept = {name: value, **self._read()}
                fresh = self.path.with_suffix(".new")
                fresh.unlink(missing_ok=True)
                with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    json.dump(kept, file, indent=1)
                    file.flush()
                    os.fsync(file.fileno())
                give_to_owner_of(self.directory, fresh)
                fresh.replace(self.path)
        except OSError as error:
            raise Refused(f"{self.path} cannot be written: {error.strerror}.") from error
        return kept


def make_private(directory: Path) -> None:
    """Make the directory for its owner alone; one made by root goes to the owner of the folder around it."""
    if not directory.exists():
        if not directory.parent.exists():
            make_private(directory.parent)
        directory.mkdir(mode=0o700, exist_ok=True)
        give_to_owner_of(directory.parent, directory)


def give_to_owner_of(directory: Path, path: Path) -> None:
    """As root, hand a new file to the owner of its folder, so that the owner's own next start can read it."""
    if os.geteuid() == 0:
        owner = directory.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
