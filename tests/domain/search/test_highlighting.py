"""What was looked for is marked in any writing; a snippet shows the piece that has most of it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.adapters.names.script import ChineseScript
from marketplace.domain.search import asking, highlighting, places
from marketplace.domain.search.analysis import LONGEST_TERM, Analysis, standing
from marketplace.domain.search.highlighting import Sought

ANALYSIS = Analysis(ChineseScript())
TRICKY = "abcABC環境环境影響评价 ,．Ｅé½ﬁ\n\u0301İß号3"
LETTERS = st.one_of(
    st.text(alphabet=TRICKY),
    st.text(alphabet=st.characters(exclude_categories=[])),
)


def sought(text: str) -> Sought:
    return Sought.of(asking.read(text, ANALYSIS, {}))


def begun(text: str) -> Sought:
    return Sought.of(asking.read(text, ANALYSIS, {}, unfinished=True))


def bracketed(pieces: Sequence[str]) -> str:
    return "".join(f"[{piece}]" if place % 2 else piece for place, piece in enumerate(pieces))


def pieces_of(text: str, looked_for: str) -> list[str]:
    return highlighting.marked([text], sought(looked_for), ANALYSIS)[0]


def are_whole(pieces: Sequence[str], text: str) -> bool:
    """They begin and end with what was not looked for, and none in between is empty."""
    return "".join(pieces) == text and len(pieces) % 2 == 1 and all(pieces[1:-1])


@pytest.mark.parametrize(
    ("text", "looked_for", "expected"),
    [
        ("Reports on Rivers", "rivers", "Reports on [Rivers]"),
        ("Reports on Rivers", "river", "Reports on Rivers"),
        ("成都環境影響評價", "环境影响", "成都[環境影響]評價"),
        ("成都环境影响评价", "影響", "成都环境[影响]评价"),
        ("ＥＩＡ of Café", "eia cafe", "[ＥＩＡ] of [Café]"),
        ("Cafe\u0301s, cafe\u0301!", "café", "Cafe\u0301s, [cafe\u0301]!"),
        ("青山测绘", "山", "青[山]测绘"),
        ("half ½ ﬁne", "fine 1", "half [½] [ﬁne]"),
        ("nothing", "", "nothing"),
        ("", "word", ""),
        ("a\ud800b", "b", "a\ud800[b]"),
    ],
)
def test_what_was_looked_for_is_marked(text: str, looked_for: str, expected: str) -> None:
    assert bracketed(pieces_of(text, looked_for)) == expected


def test_the_beginning_that_was_typed_marks_the_word() -> None:
    assert highlighting.marked(["Our consultants"], begun("consul"), ANALYSIS)[0] == ["Our ", "consultants", ""]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("qingshui", "成都[青水]環境 Lab"),
        ("qing shui", "成都[青水]環境 Lab"),
        ("huanjing lab", "成都青水[環境] [Lab]"),
        ("cdqshj", "[成都青水環境] Lab"),
        ("chengduqingshuihuanjing", "[成都青水環境] Lab"),
        ("cdq", "[成都青]水環境 Lab"),
        ("chengduq", "[成都青]水環境 Lab"),
        ("hu", "成都青水[環]境 Lab"),
        ("jinghuan", "成都青水環境 Lab"),
        ("青水", "成都[青水]環境 Lab"),
    ],
)
def test_a_name_is_marked_where_it_sounds_as_was_typed(typed: str, expected: str) -> None:
    found = highlighting.marked(["成都青水環境 Lab"], begun(typed), ANALYSIS, is_named=True)[0]
    assert bracketed(found) == expected
    if not typed.endswith("lab") and typed.isascii():
        assert highlighting.marked(["成都青水環境 Lab"], begun(typed), ANALYSIS) == [["成都青水環境 Lab"]]


@given(LETTERS, LETTERS)
def test_pieces_of_a_name_joined_are_the_name(text: str, looked_for: str) -> None:
    assert are_whole(highlighting.marked([text], begun(looked_for), ANALYSIS, is_named=True)[0], text)


@given(LETTERS, LETTERS)
def test_pieces_joined_are_the_text(text: str, looked_for: str) -> None:
    assert are_whole(pieces_of(text, looked_for), text)


@given(st.text(alphabet=TRICKY, min_size=1))
def test_places_are_those_of_the_analysis(text: str) -> None:
    found = list(places.terms(text, ANALYSIS))
    assert [place.term for place in found] == ANALYSIS.terms(text)
    for place in found:
        assert 0 <= place.start < place.end <= len(text)
        assert place.term in ANALYSIS.plain(text[place.start : place.end])


@given(LETTERS)
def test_a_text_marks_itself_wholly(text: str) -> None:
    hits = pieces_of(text, " ".join(ANALYSIS.runs(text)[:10]))[1::2]
    assert bool(hits) == bool(list(places.terms(text, ANALYSIS)))


@given(LETTERS, LETTERS, st.integers(3, 60))
def test_a_snippet_is_no_longer_than_asked_and_stands_in_the_text(text: str, looked_for: str, longest: int) -> None:
    found = highlighting.snippets([text], sought(looked_for), ANALYSIS, longest)[0]
    written = "".join(found)
    assert len(written) <= longest
    assert written.strip(highlighting.ELLIPSIS) in " ".join(text.split())


def test_a_snippet_holds_the_most_of_what_was_looked_for() -> None:
    text = f"dams {'filler ' * 40}dams of rivers in the north{' filler' * 40} rivers"
    found = highlighting.snippets([text], sought("rivers dams"), ANALYSIS, 80)[0]
    assert found[1::2] == ["dams", "rivers"]
    assert found[0][0] == found[-1][-1] == highlighting.ELLIPSIS
    words = "".join(found).replace(highlighting.ELLIPSIS, " ").split()
    assert {*words} <= {"filler", "dams", "of", "rivers", "in", "the", "north"}


def test_without_a_hit_there_is_no_snippet() -> None:
    assert highlighting.snippets(["one two three four five six seven", ""], sought("absent"), ANALYSIS, 20) == [[], []]


def test_each_text_has_its_own_marks() -> None:
    texts = ["环境", "ab环境环", "", "境", "水 ab", "环"]
    found = highlighting.marked(texts, sought("环境 ab"), ANALYSIS)
    assert [bracketed(pieces) for pieces in found] == ["[环境]", "[ab环境]环", "", "境", "水 [ab]", "环"]


@given(
    st.lists(st.text(alphabet="ab1环境，。Ａ _\n", max_size=8), max_size=5)
    | st.lists(st.text(alphabet="ab1环境é½\n", max_size=8), max_size=5),
    LETTERS,
    st.booleans(),
)
def test_many_texts_are_marked_as_each_alone(texts: list[str], looked_for: str, is_named: bool) -> None:
    looked = sought(f"{looked_for} 环境 ab a1 境")
    found = highlighting.marked(texts, looked, ANALYSIS, is_named=is_named)
    assert found == [highlighting.marked([text], looked, ANALYSIS, is_named=is_named)[0] for text in texts]
    pieces = highlighting.snippets(texts, looked, ANALYSIS, 8)
    assert pieces == [highlighting.snippets([text], looked, ANALYSIS, 8)[0] for text in texts]


def test_an_even_text_keeps_its_places() -> None:
    even = [chr(code) for code in range(0x11000) if ANALYSIS.is_even(chr(code))]
    assert {*"aZ9 ，。（）环張㐀"} < {*even}
    assert not {*"…é㎡\u0301가\U00020000"} & {*even}
    assert [one for one in even if len(ANALYSIS.plain(one)) != 1] == []
    assert ANALYSIS.is_even("")
    assert not ANALYSIS.is_even("环é")


@given(st.text(alphabet="ab1环境，。Ａ _", max_size=12), st.data())
def test_in_an_even_text_a_term_stands_where_any_other_way_finds_it(text: str, data: st.DataObject) -> None:
    assert ANALYSIS.is_even(text)
    held = list(places.terms(text, ANALYSIS))
    others = st.text(alphabet="ab环境", min_size=1, max_size=2)
    term = data.draw(st.sampled_from([place.term for place in held]) | others if held else others)
    due = [(place.start, place.end) for place in held if place.term == term]
    assert list(standing(ANALYSIS.plain(text), term)) == due


def test_a_word_that_is_cut_stands_in_its_whole_length() -> None:
    word = "x" * (LONGEST_TERM + 5)
    assert list(standing(f"a {word}", word[:LONGEST_TERM])) == [(2, 2 + len(word))]
    assert list(standing(word, word)) == []


def test_a_pair_stands_wherever_two_such_characters_meet() -> None:
    assert list(standing("环环环", "环环")) == [(0, 2), (1, 3)]
