"""What is typed, and the needs it becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.search import asking
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Need, Phrase, Start, Terms
from tests.domain.search.script import FewCharacters

ANALYSIS = Analysis(FewCharacters())
SYNONYMS = {
    "eia": (("环评",),),
    "环评": (("eia",),),
    "technical assessment": (("评估",),),
}


def needs(text: str, *, unfinished: bool = False) -> list[Need]:
    return list(asking.read(text, ANALYSIS, SYNONYMS, unfinished=unfinished))


def word(*terms: str) -> Need:
    return (Terms(terms),)


@pytest.mark.parametrize(
    ("typed", "needed"),
    [
        ("", []),
        ("*:?[]() AND", [word("and")]),
        ("green RIVER green", [word("green"), word("river")]),
        ("環境检测", [word("环境", "境检", "检测")]),
        ("环", [(Start("环"),)]),
        ("qingshui", [(Terms(("qingshui",)), Phrase(("qing", "shui")), Start("qingshui"))]),
        ('"环境 lab"', [(Phrase(("环境", "境", "lab")),)]),
        ("“环境检”", [(Phrase(("环境", "境检")),)]),
        ('"环境', [word("环境")]),
        ('"lab"', [word("lab")]),
        ('"环"', [(Start("环"),)]),
        ('""', []),
        ('green "环境检" river', [word("green"), (Phrase(("环境", "境检")),), word("river")]),
    ],
)
def test_what_is_typed_becomes_needs(typed: str, needed: list[Need]) -> None:
    assert needs(typed) == needed


@pytest.mark.parametrize(
    ("typed", "needed"),
    [
        ("EIA", [(Terms(("eia",)), Terms(("环评",)))]),
        ("环评报告", [(Terms(("环评",)), Terms(("eia",))), word("报告")]),
        ("报告环评", [word("报告"), (Terms(("环评",)), Terms(("eia",)))]),
        ("环评表", [word("环评", "评表")]),
        ("technical assessment report", [(Terms(("technical", "assessment")), Terms(("评估",))), word("report")]),
        ("technical report", [word("technical"), word("report")]),
        ('"eia"', [word("eia")]),
    ],
)
def test_equal_expressions_serve_as_well_but_within_quotation_marks(typed: str, needed: list[Need]) -> None:
    assert needs(typed) == needed


def test_the_word_still_being_typed_may_go_on() -> None:
    assert needs("green ri", unfinished=True) == [word("green"), (Terms(("ri",)), Start("ri"))]
    assert needs("环", unfinished=True) == [(Start("环"),)]
    assert needs('"green"', unfinished=True) == [word("green")], "who closes the marks has ended the word"
    assert needs("", unfinished=True) == []


def test_a_pasted_page_is_a_question_of_few_terms() -> None:
    assert needs(" ".join(f"w{n}" for n in range(500))) == [word(f"w{n}") for n in range(asking.MOST_TERMS)]
    (long,) = needs("环境检测" * 500)
    assert long == word(*long[0].terms) if isinstance(long[0], Terms) else None
    assert sum(len(one.terms) for one in long if isinstance(one, Terms)) <= asking.MOST_TERMS
    assert not needs('"' + "环境检测 lab " * 500 + '"'), "half a phrase would be another phrase"


def test_words_and_phrases_together_are_no_more_than_that() -> None:
    words = " ".join(f"w{n}" for n in range(40))
    for text in (f'{words} "{words}"', f'"{words}" {words}', f'{words} "a b c" {words}', f'"{words}"环境检测{words}'):
        sizes = [len(one.terms) for (one, *_) in needs(text) if isinstance(one, Terms | Phrase)]
        assert min(sizes) > 0
        assert 40 <= sum(sizes) <= asking.MOST_TERMS, text


def test_a_long_word_is_cut_as_it_is_in_documents() -> None:
    [need] = needs("x" * 70)
    assert need == word(*ANALYSIS.terms("x" * 70)) == word("x" * 60)


@given(st.text())
def test_any_characters_become_needs_that_can_hold(text: str) -> None:
    for unfinished in (False, True):
        for need in needs(text, unfinished=unfinished):
            assert need
            assert all(one.text if isinstance(one, Start) else one.terms for one in need)
