"""Marking the words in which two wordings differ."""

import pytest

from marketplace.blueprints.web.differences import MOST_STEPS, marked


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Same.", "Same.", ("Same.", "Same.")),
        (
            "Assess twelve files.",
            "Assess 13 files.",
            ("Assess <del>twelve</del> files.", "Assess <ins>13</ins> files."),
        ),
        ("核查十二份", "核查十三份", ("核查十<del>二</del>份", "核查十<ins>三</ins>份")),
        ("", "New", ("–", "<ins>New</ins>")),
        ("Old", "", ("<del>Old</del>", "–")),
        ("a\nb", "a\nc", ("a<br><del>b</del>", "a<br><ins>c</ins>")),
        ("<b>x</b>", "<b>y</b>", ("&lt;b&gt;<del>x</del>&lt;/b&gt;", "&lt;b&gt;<ins>y</ins>&lt;/b&gt;")),
    ],
)
def test_what_differs_is_marked_and_nothing_is_markup(before: str, after: str, expected: tuple[str, str]) -> None:
    assert tuple(map(str, marked(before, after))) == expected


def test_what_is_too_long_to_compare_is_marked_whole() -> None:
    long = int(MOST_STEPS**0.5) + 1
    before, after = marked("甲" * long, "乙" * long)
    assert str(before) == f"<del>{'甲' * long}</del>"
    assert str(after) == f"<ins>{'乙' * long}</ins>"
