"""The supervisor stops its children in their order, and names the one that died."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from cms import startup
from cms.environment import Refused
from cms.supervisor import Child, Supervisor, answers
from tests.databases import ROOT

pytestmark = pytest.mark.thorough

SLEEPS = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
)
SAYS_WHEN_STOPPED = r"""
import os, signal, sys, time
def stop(*_):
    os.write(1, f"{sys.argv[1]} stops\n".encode())  # whole lines, since two write to one pipe
    sys.exit()
signal.signal(signal.SIGTERM, stop)
os.write(1, f"{sys.argv[1]} runs\n".encode())
time.sleep(60)
"""
PROGRAM = r"""
import os, sys
from cms.supervisor import Child, Supervisor
child = lambda name: Child(name, [sys.executable, "-c", sys.argv[1], name], 5)
say = lambda line: os.write(1, f"{line}\n".encode())
sys.exit(Supervisor([child("web"), child("worker")], say=say).run(lambda: say("ready")))
"""
WATCHED = """
import subprocess, sys, time
code = "import os, time; from cms.lifeline import end_with_parent; end_with_parent(); "
code += "print(os.getpid(), flush=True); time.sleep(60)"
subprocess.Popen([sys.executable, "-c", code])
time.sleep(60)
"""


def child(code: str, name: str = "web", stop_seconds: float = 5) -> Child:
    return Child(name, [sys.executable, "-c", code], stop_seconds)


def supervised(code: str) -> subprocess.Popen[str]:
    """A supervisor in a process of its own, both of whose children run."""
    command = [sys.executable, "-c", PROGRAM, code]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert sorted(process.stdout.readline() for _ in range(3)) == ["ready\n", "web runs\n", "worker runs\n"]
    return process


@pytest.mark.parametrize(
    ("code", "how"),
    [("raise SystemExit(3)", "exit code 3"), ("import os; os.kill(os.getpid(), 9)", "signal SIGKILL")],
)
def test_death_of_a_child_is_named_and_ends_the_rest(code: str, how: str) -> None:
    said: list[str] = []
    other = child(SLEEPS, "worker")

    exit_code = Supervisor([child(code), other], say=said.append).run(lambda: None)

    assert exit_code == 1
    assert said == [f"The web process ended by itself ({how}); stopping everything else."]
    assert other.died() == "signal SIGTERM"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stop_signal_stops_web_then_worker(number: signal.Signals) -> None:
    process = supervised(SAYS_WHEN_STOPPED)

    process.send_signal(number)
    said = process.communicate(timeout=20)[0].splitlines()

    assert process.returncode == 0
    assert said == [
        "Stopping: first the site, then the jobs that run, then the database …",
        "web stops",
        "worker stops",
    ]


def test_same_signal_twice_at_once_is_one_wish() -> None:
    process = supervised(SAYS_WHEN_STOPPED)

    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=20)[0].splitlines()

    assert said[1:] == ["web stops", "worker stops"]


def test_child_that_will_not_stop_is_made_to_with_all_that_it_started() -> None:
    starts = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {SLEEPS!r}])\n"
    stubborn = child(starts + STUBBORN, stop_seconds=0.3)
    stubborn.start()
    assert stubborn.process is not None
    family = psutil.Process(stubborn.process.pid)
    deadline = time.monotonic() + 5
    while not family.children() and time.monotonic() < deadline:
        time.sleep(0.01)
    started = family.children()

    time.sleep(0.2)
    stubborn.stop(lambda: False)

    assert stubborn.died() == "signal SIGKILL"
    assert [process.pid for process in psutil.wait_procs(started, timeout=5)[1]] == []


def test_second_wish_to_stop_waits_for_nobody() -> None:
    stubborn = child(STUBBORN, stop_seconds=60)
    stubborn.start()
    started = time.monotonic()

    stubborn.stop(lambda: True)

    assert time.monotonic() - started < 5


def test_process_ends_when_its_parent_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", WATCHED], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    watched = psutil.Process(int(parent.stdout.readline()))

    parent.kill()
    parent.wait()

    assert psutil.wait_procs([watched], timeout=10)[1] == []
    parent.stdout.close()


def test_port_in_use_is_refused_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Refused) as refusal:
            startup.require_port("127.0.0.1", port)

    said = str(refusal.value)
    assert said.startswith(f"port {port} is in use by process {os.getpid()} (")
    assert said.endswith(f"Stop that program, or choose another port: PORT={port + 1} make run")


def test_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Refused, match=r"^cannot listen at 192\.0\.2\.1, port 8000: "):
        startup.require_port("192.0.2.1", 8000)


def test_nobody_answers_at_a_closed_port() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert answers(f"http://127.0.0.1:{closed.getsockname()[1]}/") is False


def test_static_files_are_prepared_only_when_they_have_changed(tmp_path: Path, settings: object) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [source]  # type: ignore[attr-defined]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # type: ignore[attr-defined]
    settings.STATIC_ROOT = tmp_path / "out"  # type: ignore[attr-defined]
    settings.LOCAL_DIR = tmp_path / "local"  # type: ignore[attr-defined]
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {"staticfiles": {"BACKEND": backend}}  # type: ignore[attr-defined]
    said: list[str] = []

    startup.collect_static(said.append)
    startup.collect_static(said.append)
    (source / "a.css").write_text("a { color: blue }")
    startup.collect_static(said.append)

    assert said == ["Preparing the static files …"] * 2
