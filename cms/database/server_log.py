"""What the embedded server's own messages mean for whoever started it."""

from __future__ import annotations

import re

from cms.database.places import Places

WHEN = re.compile(r"^[\d-]+ [\d:.]+ \w+ ")


class Trouble:
    """Words of PostgreSQL and of the operating system that tell one cause from another."""

    DISK_FULL = "No space left on device"
    QUOTA = "Disk quota exceeded"
    NOT_ALLOWED = "Permission denied"
    READ_ONLY = "Read-only file system"
    STILL_IN_USE = "is still in use"
    NO_MEMORY = "Cannot allocate memory"
    MODE = "has invalid permissions"


def explain(said: str, places: Places) -> str:
    """One sentence for what the server (or the system) said when it could not start, with what to do."""
    lines = [WHEN.sub("", line.strip()) for line in said.splitlines() if line.strip()]
    causes = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line] or lines
    words = causes[-1] if causes else "it said nothing"
    start = f"the embedded database in {places.data} cannot start"
    if Trouble.DISK_FULL in said or Trouble.QUOTA in said:
        return f"{start}: the disk is full. Make room, then start again; nothing that was saved is lost."
    if Trouble.READ_ONLY in said:
        return f"{start}: {places.base} is on a disk that can only be read."
    if Trouble.NOT_ALLOWED in said or Trouble.MODE in said:
        return f"{start}: its user may not use a file it needs ({words}). Check who owns {places.base}."
    if Trouble.STILL_IN_USE in said:
        return f"{start}: processes of a killed server still use it ({words}). End them, then start again."
    if Trouble.NO_MEMORY in said:
        return f"{start}: there is not enough memory ({words})."
    return f"{start}: {words}. Its log is {places.log}."
