"""The embedded server comes up whatever was left behind, lets nobody in without a password, and is shared."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from cms.database.embedded import EmbeddedServer
from cms.database.places import LONGEST_SOCKET_PATH, SOCKET_NAME, Places
from cms.database.server_log import explain
from cms.database.server_user import server_user
from cms.environment import Refused
from cms.strongbox import Strongbox
from tests.databases import FAST, ROOT

pytestmark = pytest.mark.thorough

PASSWORD = "not-a-secret"
ANOTHER_USER = """
import sys, time
from pathlib import Path
from cms.database.embedded import EmbeddedServer
from cms.database.places import Places
server = EmbeddedServer(Places(Path(sys.argv[1])), password="not-a-secret")
server.use()
print("using", flush=True)
sys.stdin.read()
print("stopped" if server.release() else "left running", flush=True)
"""


@pytest.fixture(scope="module")
def module_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "local"


@pytest.fixture
def server(module_base: Path) -> Iterator[EmbeddedServer]:
    made = make(module_base)
    yield made
    made.release()


def make(base: Path) -> EmbeddedServer:
    return EmbeddedServer(Places(base), password=PASSWORD, settings=FAST)


def ask(server: EmbeddedServer, question: str = "SELECT 42") -> object:
    with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def kill(server: EmbeddedServer) -> None:
    process = server.process()
    assert process is not None
    process.send_signal(signal.SIGKILL)
    if server._process is not None:
        server._process.wait()
    else:
        process.wait(10)


def another_user(base: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ANOTHER_USER, str(base)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "using\n"
    return process


def test_server_starts_from_nothing_and_stops(server: EmbeddedServer) -> None:
    server.use()

    assert ask(server) == 42
    assert server.release() is True
    assert server.process() is None


def test_server_keeps_what_was_written(server: EmbeddedServer) -> None:
    server.use()
    with psycopg.connect(server.superuser_address(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    server.release()

    server.use()

    assert ask(server, "SELECT n FROM kept") == 7


def test_nobody_comes_in_without_the_password(server: EmbeddedServer) -> None:
    server.use()

    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(server.places.socket),
                port=5432,
                user="postgres",
                password=password,
                dbname="postgres",
                passfile="/",
            )


def test_secrets_and_data_are_readable_by_their_owner_alone(server: EmbeddedServer) -> None:
    server.use()
    Strongbox(server.places.base).secret("some")

    assert server.places.data.stat().st_mode & 0o077 == 0
    assert server.places.socket.stat().st_mode & 0o077 == 0
    assert (server.places.base / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_second_user_shares_the_server_and_the_last_one_stops_it(server: EmbeddedServer) -> None:
    server.use()
    second = another_user(server.places.base)
    first_process = server.process()

    assert server.release() is False
    assert server.process() == first_process
    assert second.communicate("")[0] == "stopped\n"
    assert server.process() is None


def test_user_that_was_killed_does_not_count(server: EmbeddedServer) -> None:
    server.use()
    second = another_user(server.places.base)
    second.kill()
    second.communicate()

    assert server.release() is True


def test_server_left_by_a_killed_user_is_taken_over(server: EmbeddedServer) -> None:
    only = another_user(server.places.base)
    process = server.process()
    only.kill()
    only.communicate()

    server.use()

    assert process is not None
    assert server.process() == process
    assert server.release() is True


def test_killed_server_recovers(server: EmbeddedServer) -> None:
    server.use()
    kill(server)
    server.release()

    server.use()

    assert ask(server) == 42


def test_pid_file_that_names_another_program_is_no_obstacle(server: EmbeddedServer) -> None:
    server.use()
    kill(server)
    server.release()
    pid_file = server.places.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    server.use()

    assert ask(server) == 42
    assert psutil.pid_exists(os.getpid())


def test_broken_pid_file_is_no_obstacle(server: EmbeddedServer) -> None:
    server.use()
    server.release()
    (server.places.data / "postmaster.pid").write_text("")

    server.use()

    assert ask(server) == 42


def test_interrupted_first_start_leaves_no_trace(tmp_path: Path) -> None:
    half = tmp_path / "local" / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = make(tmp_path / "local")

    server.use()

    assert ask(server) == 42
    assert not half.exists()
    server.release()


def test_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path) -> None:
    base = tmp_path / ("long" * 20) / ("path" * 20)
    base.mkdir(parents=True)
    server = make(base)

    server.use()

    assert ask(server) == 42
    assert len(bytes(server.places.socket / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    server.release()
    server.places.socket.rmdir()


def test_data_of_another_postgresql_is_refused_by_both_versions(tmp_path: Path) -> None:
    server = make(tmp_path / "local")
    server.places.data.mkdir(parents=True)
    (server.places.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(
        Refused, match=r"was made by PostgreSQL 12 and the installed package brings PostgreSQL 18"
    ):
        server.use()


def test_broken_settings_are_told_in_the_servers_own_words(tmp_path: Path) -> None:
    server = EmbeddedServer(
        Places(tmp_path / "local"), password=PASSWORD, settings={"shared_buffers": "much"}
    )

    with pytest.raises(
        Refused, match=r"cannot start: FATAL:  configuration file .* contains errors\. Its log is"
    ):
        server.use()


def test_data_of_another_user_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)

    with pytest.raises(Refused, match=r"was made by user \w+\. Start as that user or as root"):
        server_user(tmp_path)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', "the disk is full"),
        (
            "initdb: error: could not create directory: Read-only file system",
            "on a disk that can only be read",
        ),
        ('FATAL:  could not open file "x": Permission denied', "its user may not use a file it needs"),
        (
            "FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use",
            "processes of a killed server",
        ),
        (
            "FATAL:  could not map anonymous shared memory: Cannot allocate memory",
            "there is not enough memory",
        ),
        (
            "LOG:  starting\n2027-01-02 03:04:05.6 UTC FATAL:  something",
            "cannot start: FATAL:  something. Its log",
        ),
        ("", "it said nothing. Its log is"),
    ],
)
def test_what_the_server_said_becomes_one_sentence(said: str, told: str) -> None:
    sentence = explain(said, Places(Path("/srv/house/.local")))

    assert sentence.startswith("the embedded database in /srv/house/.local/postgres cannot start: ")
    assert told in sentence


def test_two_first_starts_at_once_make_one_server(tmp_path: Path) -> None:
    base = tmp_path / "local"
    command = [sys.executable, "-c", ANOTHER_USER, str(base)]
    users = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for user in users:
        assert user.stdout is not None
        assert user.stdout.readline() == "using\n"

    assert ask(make(base)) == 42
    assert [user.communicate("")[0] for user in users] == ["left running\n", "stopped\n"]


def test_secret_is_made_once_even_by_many_at_once(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from cms.strongbox import Strongbox\n"
    script += "print(Strongbox(Path(sys.argv[1])).secret('key'))"
    command = [sys.executable, "-c", script, str(tmp_path / "local")]
    makers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]

    assert len({maker.communicate()[0] for maker in makers}) == 1


def test_release_by_a_forked_child_leaves_the_server_to_its_parent(server: EmbeddedServer) -> None:
    server.use()
    child = os.fork()
    if child == 0:
        os._exit(server.release())

    assert os.waitpid(child, 0)[1] == 0
    time.sleep(0.05)
    assert ask(server) == 42
