#!/usr/bin/env python
"""The operators' entrance: `manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    """Run one management command; a refusal is printed as its sentence, without a stack trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python: `make run` sets everything up in .venv.")
    from cms.environment import Refused

    try:
        execute_from_command_line(sys.argv)
    except Refused as refusal:
        sys.exit(f"imprimatur: {refusal}")


if __name__ == "__main__":
    main()
