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
    from cms.environment import refusal_behind

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        if refusal := refusal_behind(error):
            sys.exit(f"imprimatur: {refusal}")
        raise


if __name__ == "__main__":
    main()
