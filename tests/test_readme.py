"""What the README says of verbs and guarantees is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from reviews.rules import VERBS

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_readme_lists_every_verb_with_its_states() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", README, re.MULTILINE)

    told = {
        verb: tuple(re.sub(r" \(.*?\)", "", states).strip().split(", "))
        for verb, states in rows
        if verb in VERBS
    }

    assert told == {name: tuple(str(source) for source in verb.sources) for name, verb in VERBS.items()}


def test_readme_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]

    assert [link for link in links if not (Path(__file__).parent.parent / link).exists()] == []
