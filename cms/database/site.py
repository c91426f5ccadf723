"""The site's own embedded server, with its roles and its database in it."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.database import roles
from cms.database.embedded import EmbeddedServer
from cms.environment import Login, Refused
from cms.strongbox import Strongbox


@functools.cache
def site_server() -> EmbeddedServer:
    """The one embedded server of this installation, not started by asking for it. Raises Refused."""
    password = Strongbox(settings.LOCAL_DIR).secret("superuser_password")
    return EmbeddedServer(settings.EMBEDDED, password=password, prepare=prepare)


def login_of(alias: str) -> Login:
    """The login behind a database alias of the settings ("default" is the app's, "owner" the owner's)."""
    entry: dict[str, Any] = settings.DATABASES[alias]
    return Login(
        user=entry["USER"],
        password=entry["PASSWORD"],
        host=entry["HOST"],
        port=entry["PORT"],
        name=entry["NAME"],
    )


def prepare(server: EmbeddedServer) -> None:
    """Make roles and database once; a note beside the data says so, and with which passwords."""
    app, owner = login_of("default"), login_of("owner")
    parts = (Path(roles.__file__).read_bytes(), repr((app, owner)).encode())
    wanted = hashlib.sha256(b"\0".join(parts)).hexdigest()
    note = server.places.data / "imprimatur.roles"
    if note.exists() and note.read_text() == wanted:
        return
    try:
        roles.set_up(server.superuser_address(), app=app, owner=owner)
    except Refused as refusal:
        raise Refused(
            f"the roles of the embedded database cannot be set up: {refusal} "
            f"If {settings.LOCAL_DIR}/secrets.json was lost, restore it; or move {server.places.data} away "
            "to begin with an empty database."
        ) from refusal
    note.write_text(wanted)
