"""As which user of the machine the embedded server runs: PostgreSQL refuses to run as root."""

from __future__ import annotations

import logging
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.database.programs import package_directory, program
from cms.environment import Refused

log = logging.getLogger("imprimatur.database")
ROOTS_STAND_IN = "embedded_postgres"
EVERYBODY_READS = stat.S_IRGRP | stat.S_IROTH
EVERYBODY_PASSES = stat.S_IXGRP | stat.S_IXOTH


@dataclass(frozen=True)
class ServerUser:
    """The user who runs the server; `borrowed` when we are root and it is somebody else."""

    uid: int
    gid: int
    borrowed: bool

    @property
    def process_options(self) -> dict[str, Any]:
        """What `subprocess` needs to start a process as this user, without any group of root's."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}

    def own(self, path: Path) -> None:
        """Hand a file or directory that we made to this user."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid)


def server_user(data: Path) -> ServerUser:
    """The user for a data directory (existing or not yet): ourselves; for root its owner, or a stand-in.

    Raises Refused when the directory belongs to another user, or root finds no stand-in.
    """
    us = os.geteuid()
    try:
        owner = (data if data.exists() else data.parent).stat()
    except PermissionError:
        raise Refused(
            f"{data} cannot be reached: {data.parent} belongs to another user. Start as that user, or set "
            "DATABASE_URL and OWNER_DATABASE_URL."
        ) from None
    if us != 0:
        if owner.st_uid != us:
            raise Refused(
                f"the database in {data} was made by user {_name(owner.st_uid)}. Start as that user or "
                "as root, or move that directory away to begin with an empty database."
            )
        return ServerUser(us, os.getegid(), borrowed=False)
    if owner.st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid, borrowed=True)
    entry = _stand_in()
    return ServerUser(entry.pw_uid, entry.pw_gid, borrowed=True)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _stand_in() -> pwd.struct_passwd:
    """The user who runs the server for root; made at the first start."""
    try:
        return pwd.getpwnam(ROOTS_STAND_IN)
    except KeyError:
        pass
    try:
        subprocess.run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", ROOTS_STAND_IN],
            check=True,
            capture_output=True,
            text=True,
        )
        return pwd.getpwnam(ROOTS_STAND_IN)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        reason = (getattr(error, "stderr", "") or str(error)).strip()
        raise Refused(
            f"PostgreSQL does not run as root, and the user {ROOTS_STAND_IN!r} to run it could not be made "
            f"({reason}). Make that user, or start as a plain user."
        ) from error


def open_passage(user: ServerUser, base: Path) -> None:
    """Let root's stand-in reach the data under `base` and the server's programs; says what it opened.

    Only passage (o+x) is given on directories around them, so that nobody can list root's home for it.
    Raises Refused when a directory cannot be opened.
    """
    if not user.borrowed:
        return
    trees = _program_trees()
    for place in (base.resolve(), *trees):
        _open_path(place, user, quietly=base.resolve())
    if not _programs_run(user):
        for tree in trees:
            _open_tree(tree)
    if not _programs_run(user):
        raise Refused(
            f"the PostgreSQL programs in {trees[0]} cannot be run by user {_name(user.uid)}; make that "
            "directory readable to it, or start as a plain user."
        )


def _program_trees() -> list[Path]:
    """The directories of the server's programs and of the libraries that its wheel brings beside them."""
    package = package_directory()
    beside = package.with_name(package.name + ".libs")
    return [package / "pginstall", *([beside] if beside.exists() else [])]


def _open_path(place: Path, user: ServerUser, *, quietly: Path) -> None:
    for directory in [place, *place.parents]:
        if not _passable(directory, user):
            _add_mode(directory, stat.S_IXOTH)
            if directory != quietly:
                log.warning("opened %s for passage (o+x): the database server is not root", directory)


def _passable(directory: Path, user: ServerUser) -> bool:
    mode = directory.stat()
    if mode.st_uid == user.uid:
        return bool(mode.st_mode & stat.S_IXUSR)
    if mode.st_gid == user.gid:
        return bool(mode.st_mode & stat.S_IXGRP)
    return bool(mode.st_mode & stat.S_IXOTH)


def _add_mode(path: Path, bits: int) -> None:
    try:
        path.chmod(stat.S_IMODE(path.stat().st_mode) | bits)
    except OSError as error:
        raise Refused(
            f"{path} cannot be opened for the database server's user ({error.strerror}); allow passage with "
            f"`chmod o+x {path}`, or start as a plain user."
        ) from error


def _open_tree(tree: Path) -> None:
    """Let everybody read the server's programs: a strict umask at installation leaves them to root alone."""
    for path in [tree, *tree.rglob("*")]:
        mode = path.stat().st_mode
        _add_mode(path, EVERYBODY_READS | (EVERYBODY_PASSES if mode & stat.S_IXUSR else 0))


def _programs_run(user: ServerUser) -> bool:
    command = [program("postgres"), "--version"]
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, **user.process_options)
    except OSError:
        return False
    return done.returncode == 0
