"""`manage.py run` in a house of its own: from nothing to a site that answers, and back, and again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.environment import Environment
from tests.databases import ROOT

pytestmark = pytest.mark.thorough

PARTS = ("manage.py", "articles", "reviews", "cms", "templates", "static")


class House:
    """A copy of the site with a `.local/` of its own, and one run of it at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[str] | None = None

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in Environment.names}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return {**kept, "PORT": str(self.port), "IMPRIMATUR_DEBUG": "1", **more}

    def command(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=self.root, env=self.environment(**more), capture_output=True, text=True
        )

    def run(self, **more: str) -> None:
        """Start it, and wait until it says that it is running."""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=self.root,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "Imprimatur is running at" in line:
                break

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        assert self.process is not None
        os.killpg(self.process.pid, number)
        self.process.communicate(timeout=60)
        return self.process.returncode


def copy_to(root: Path) -> House:
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, root / part)
    return House(root)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A site that has run once and does not run now."""
    made = copy_to(tmp_path_factory.mktemp("house"))
    made.run()
    made.stop()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()


def drop_a_guard(house: House) -> None:
    drop = "from django.db import connections; c = connections['owner'].cursor(); "
    drop += "c.execute('DROP TRIGGER append_only ON reviews_event')"
    assert house.command("shell", "-v0", "-c", drop).stderr == ""


def test_site_comes_up_from_nothing_is_ready_and_stops(tmp_path: Path) -> None:
    house = copy_to(tmp_path)

    house.run()

    assert house.get("/healthz") == (200, "ok\n")
    status, body = house.get("/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "problems": []})
    assert house.stop() == 0
    assert not (house.root / ".local/postgres/postmaster.pid").exists()


def test_site_comes_up_again_with_everything_there(house: House) -> None:
    made = "from articles.models import User; User.objects.create(username='kept')"
    assert house.command("shell", "-v0", "-c", made).stderr == ""

    house.run()

    assert house.stop(signal.SIGTERM) == 0
    count = "from articles.models import User; print(User.objects.filter(username='kept').count())"
    assert house.command("shell", "-v0", "-c", count).stdout == "1\n"


def test_guard_that_was_dropped_makes_the_site_unready_until_the_next_start(house: House) -> None:
    house.run()
    drop_a_guard(house)

    without = house.get("/readyz")
    house.stop()
    house.run()
    after = house.get("/readyz")
    house.stop()

    assert (without[0], json.loads(without[1])) == (503, {"ready": False, "problems": ["guard-missing"]})
    assert (after[0], json.loads(after[1])) == (200, {"ready": True, "problems": []})


def test_second_run_at_the_same_port_says_so(house: House) -> None:
    house.run()

    second = house.command("run")

    assert second.returncode == 1
    assert second.stderr.startswith(f"imprimatur: port {house.port} is in use")
    house.stop()


def test_killed_supervisor_takes_its_children_along_and_leaves_nothing_in_the_way(house: House) -> None:
    house.run()
    assert house.process is not None
    house.process.kill()
    house.process.communicate()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", house.port)) != 0:
                break
        time.sleep(0.2)

    house.run()

    assert house.get("/healthz")[0] == 200
    assert house.stop() == 0


def test_production_is_not_served_with_a_key_that_nobody_chose(house: House) -> None:
    refused = house.command("run", IMPRIMATUR_DEBUG="0")

    assert refused.returncode == 1
    assert refused.stderr.startswith("imprimatur: SECRET_KEY is not set.")
