"""``make bench``: what the budgets speak of, measured on a corpus made for it. It judges nothing."""

from __future__ import annotations

import os
import sys

import pytest

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    options = ["-q", "-s", "--no-header", "-p", "no:cacheprovider", "-o", "python_files=measure_*.py"]
    sys.exit(pytest.main(["bench", *options, *sys.argv[1:]]))
