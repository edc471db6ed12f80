"""The terms of texts: what is typed one way is found written another way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.search.analysis import KNOWN, LONGEST_TERM, Analysis
from marketplace.domain.search.ports import Kind, SearchDocument
from tests.domain.search.script import FewCharacters

ANALYSIS = Analysis(FewCharacters())


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("Green-River  CO.", ["green", "river", "co"]),
        ("ＧＲＥＥＮ　Ａ１", ["green", "a1"]),
        ("Café Łódź", ["cafe", "łodz"]),
        ("环境检测", ["环境", "境检", "检测", "测"]),
        ("環境檢", ["环境", "境检", "检"]),
        ("环评A-1", ["环评", "评", "a", "1"]),
        ("snake_case", ["snake", "case"]),
        (f"{'x' * LONGEST_TERM}-{'Y' * (LONGEST_TERM + 1)} z", ["x" * LONGEST_TERM, "y" * LONGEST_TERM, "z"]),
        (f"é{'x' * LONGEST_TERM}", ["e" + "x" * (LONGEST_TERM - 1)]),
        ("!!", []),
        ("", []),
    ],
)
def test_terms(written: str, terms: list[str]) -> None:
    assert ANALYSIS.terms(written) == terms


def test_a_name_is_found_by_its_sound_too_and_other_titles_are_not() -> None:
    named = SearchDocument(Kind.PROVIDER, 1, "O-1", "青水環境 Lab", "body", is_named=True)
    assert ANALYSIS.document(named).title.split() == [
        *("青水", "水环", "环境", "境", "lab"),
        *("qing", "shui", "huan", "jing", "qingshuihuanjing", "qshj"),
    ]
    titled = SearchDocument(Kind.TENDER, 1, "T-1", "青水", "", is_named=False)
    assert ANALYSIS.document(titled).title == "青水 水"
    abroad = SearchDocument(Kind.PROVIDER, 2, "O-2", "Lab", "", is_named=True)
    assert ANALYSIS.document(abroad).title.split() == ["lab"]


@given(st.text())
def test_terms_of_any_text_are_short_and_plain(text: str) -> None:
    terms = ANALYSIS.terms(text)
    assert all(0 < len(term) <= LONGEST_TERM and " " not in term for term in terms)
    assert ANALYSIS.terms(" ".join(terms)) is not None


@given(st.text(alphabet="青水环境检测評價", min_size=2, max_size=12), st.data())
def test_every_part_of_two_and_more_characters_has_its_pairs_in_the_whole(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    part = name[start : data.draw(st.integers(start + 2, len(name)))]
    assert set(ANALYSIS.terms(part)[:-1]) <= set(ANALYSIS.terms(name))


def test_rare_characters_are_simplified_like_the_others() -> None:
    characters = FewCharacters()
    characters.simplified |= {ord("\U00021ed5"): "岁"}
    analysis = Analysis(characters)
    for written, plain in (("\U00021ed5", "岁"), ("環", "环"), ("a\U00021ed5環", "a岁环"), ("岁环", "岁环")):
        assert analysis.plain(written) == plain


def test_the_version_tells_of_the_characters_known() -> None:
    class MoreCharacters(FewCharacters):
        version = "more"

    assert Analysis(MoreCharacters()).version != ANALYSIS.version


def test_what_is_remembered_of_characters_has_an_end() -> None:
    analysis = Analysis(FewCharacters())
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x30000)]))
    assert analysis.plain_letters(every) == [analysis.plain(one) for one in every]
    assert len(analysis._each) == KNOWN  # noqa: SLF001 - nobody else is told
