"""What people type, made fit to store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import Invalid
from marketplace.kernel.texts import one_line, paragraphs


def test_blanks_and_forms_are_made_one() -> None:
    assert one_line("  清河\u3000 评估\n", longest=10) == "清河 评估"
    assert one_line("e\u0301", longest=1) == "é"
    assert paragraphs("  one  two \r\n\r\n three \n", longest=20) == "one two\n\nthree"


def test_what_cannot_be_seen_is_dropped_and_what_controls_is_refused() -> None:
    assert one_line("a\u200b\u202eb\ufeff", longest=2) == "ab"
    for written in ("a\x00b", "a\x1bb", "\ud800"):
        with pytest.raises(Invalid, match="control"):
            one_line(written, longest=9)
        with pytest.raises(Invalid, match="control"):
            paragraphs(written, longest=9)


def test_empty_and_too_long() -> None:
    assert one_line(" ", longest=1, required=False) == ""
    with pytest.raises(Invalid, match="filled in"):
        one_line(" \u200b ", longest=1)
    with pytest.raises(Invalid, match="3 characters; at most 2"):
        one_line("abc", longest=2)


@given(st.text(max_size=80))
def test_what_is_kept_is_kept_again_unchanged(written: str) -> None:
    for rule in (one_line, paragraphs):
        try:
            kept = rule(written, longest=300, required=False)
        except Invalid:
            continue
        assert rule(kept, longest=300, required=False) == kept
        kept.encode()
