"""What axe finds on a page: the rules of WCAG and what axe calls best practice."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: Of the rules, the ones that depend on the colours alone.
COLOURS = ["color-contrast", "link-in-text-block"]


def violations(page: Page, only: list[str] | None = None) -> list[dict[str, Any]]:
    """What breaks a rule, as axe reports it; ``only`` names the rules that are asked for, else all are."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = only
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return found
