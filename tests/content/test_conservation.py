"""Whatever is imported: all of it is in the draft, or in the list of what was left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.content.conservation import Made, check, made_texts

pytestmark = pytest.mark.thorough


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["text", "markdown"]).flatmap(
        lambda format: st.tuples(made_texts(format), st.just(format))
    )
)
def test_a_made_text_is_in_the_draft_or_in_what_was_left_out(made_and_format: tuple[Made, str]) -> None:
    made, format = made_and_format

    imported = check(made, format)

    assert imported.format == format
