"""Two people who do something at the same moment: real threads, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.core.exceptions import PermissionDenied
from django.db import connection

from articles.editing import NotADraft, StaleSave
from reviews.refusals import Refused

TOLD = (Refused, NotADraft, StaleSave, PermissionDenied)
Deed = Callable[[], object]
PATIENCE = 20.0


class Course:
    """Where they race. ``outcomes`` gives for each deed None if it was done, else the refusal."""

    def __init__(self, pool: ThreadPoolExecutor, barrier: Barrier) -> None:
        self.pool = pool
        self.barrier = barrier

    def outcomes(self, *deeds: Deed) -> list[Exception | None]:
        running = [self.pool.submit(self._run, deed) for deed in deeds]
        return [future.result(timeout=PATIENCE) for future in running]

    def _run(self, deed: Deed) -> Exception | None:
        self.barrier.wait(PATIENCE)
        try:
            deed()
        except TOLD as refusal:
            return refusal
        return None


@contextmanager
def course(runners: int = 2) -> Iterator[Course]:
    barrier = Barrier(runners)

    def leave() -> None:
        barrier.wait(PATIENCE)  # so that each thread closes its own connection, and none closes two
        connection.close()

    with ThreadPoolExecutor(runners) as pool:
        try:
            yield Course(pool, barrier)
        finally:
            for future in [pool.submit(leave) for _ in range(runners)]:
                future.result(timeout=PATIENCE)
