"""Names are found by any part of them, by their sound, in either script, and with a slip."""

from random import Random  # noqa: TID251 - the same slips at every run

import pytest

from marketplace.domain.search import finding
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.asking import read
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.finding import Asked, Desk
from marketplace.domain.search.ports import Kind, Question, SearchDocument, SearchEngine
from tests.adapters.search.conftest import Opening
from tests.adapters.search.made import NAMES

BRANDS = tuple(
    first + last
    for first in ("green", "clear", "east", "north", "silver", "blue", "gold", "iron")
    for last in ("river", "bridge", "field", "stone")
)


@pytest.fixture(scope="module")
def named(opening: Opening, analysis: Analysis) -> SearchEngine:
    engine = opening(analysis)
    engine.clear()
    engine.put(
        SearchDocument(Kind.PROVIDER, n, f"O-{n}", name, "提供服务", is_named=True) for n, name in enumerate(NAMES)
    )
    latin = enumerate(BRANDS, len(NAMES))
    engine.put(
        SearchDocument(Kind.PROVIDER, n, f"O-{n}", f"{name.title()} Assessment Co", "", True) for n, name in latin
    )
    return engine


def _found(engine: SearchEngine, analysis: Analysis, text: str, *, unfinished: bool = False) -> set[int]:
    needs = read(text, analysis, {}, unfinished=unfinished)
    answer = engine.find(Question(Kind.PROVIDER, needs, limit=len(NAMES) + len(BRANDS)))
    assert answer.total == len(answer.numbers)
    return {*answer.numbers}


def test_every_part_of_two_to_four_characters_finds_every_name_with_it(named: SearchEngine, analysis: Analysis) -> None:
    holding: dict[str, set[int]] = {}
    for n, name in enumerate(NAMES):
        for size in (2, 3, 4):
            for at in range(len(name) - size + 1):
                holding.setdefault(name[at : at + size], set()).add(n)
    assert len(NAMES) >= 500
    assert len(holding) > 700
    missed = {part for part, due in holding.items() if not due <= _found(named, analysis, part)}
    assert missed == set()


def _slip(kind: int, word: str, chance: Random) -> str:
    at = chance.randrange(len(word) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    return (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + letter + word[at + 1 :],
    )[kind]


@pytest.mark.parametrize("kind", range(4), ids=["left out", "put in", "swapped", "changed"])
def test_a_name_with_a_slip_is_near(named: SearchEngine, analysis: Analysis, kind: int) -> None:
    chance = Random(kind)  # noqa: S311 - repeatable
    typed = {
        _slip(kind, brand, chance): (n, brand) for n, brand in enumerate(BRANDS[kind * 8 : kind * 8 + 8], kind * 8)
    }
    assert len(typed) == 8
    for slip, (n, brand) in typed.items():
        if slip != brand:
            assert list(named.near(Kind.PROVIDER, slip, 3)) == [brand], slip
        assert _found(named, analysis, brand) == {len(NAMES) + n}


def test_a_slip_is_near_wherever_it_stands_in_the_word(engine: SearchEngine) -> None:
    word = "kingfisher"
    engine.put([SearchDocument(Kind.PROVIDER, 1, "O-1", word, ""), SearchDocument(Kind.PROVIDER, 2, "O-2", "", word)])
    places = range(len(word) + 1)
    typed = {
        *(word[:at] + word[at + 1 :] for at in places),
        *(f"{word[:at]}{letter}{word[at:]}" for at in places for letter in "qz3k"),
        *(f"{word[:at]}{letter}{word[at + 1 :]}" for at in places for letter in "qz3k"),
        *(word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :] for at in places),
    } - {word}
    assert [slip for slip in typed if list(engine.near(Kind.PROVIDER, slip, 3)) != [word]] == []
    two = {word[2:], word[:-2], f"{word}qq", "ikgnfisher", "qingfisheq"}
    assert [slip for slip in two if list(engine.near(Kind.PROVIDER, slip, 3))] == []


def test_near_words_are_those_in_most_documents_first(engine: SearchEngine) -> None:
    texts = ["river", "river", "rivet", "rivers", "rive", "rvier", "liver liver", "ri ver", "riverss", "RIVER 环境"]
    engine.put(SearchDocument(Kind.ITEM, n, f"I-{n}", text, "") for n, text in enumerate(texts))
    assert list(engine.near(Kind.ITEM, "riber", 9)) == ["river"]
    assert list(engine.near(Kind.ITEM, "river", 9)) == ["liver", "rive", "rivers", "rivet", "rvier"]
    assert list(engine.near(Kind.ITEM, "rives", 2)) == ["river", "rive"]
    assert list(engine.near(Kind.PROVIDER, "river", 9)) == []
    assert list(engine.near(Kind.ITEM, "环", 9)) == list(engine.near(Kind.ITEM, "环评", 9)) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("蓉城青水环境检测有限公司", ["rcqshjjcyxgs", "rongchengqingshui", "qing shui", "qingshui", "huanjing jiance"]),
        ("单县朗衡工程咨询有限公司", ["shanxian", "sxlh", "shanxianlangheng"]),
        ("重庆泽瑞会计师事务所研究院", ["chongqing", "cqzr", "kuaijishi", "zerui"]),
        ("Clearwater 青水 Co", ["qingshui", "qs", "clearwater qing"]),
    ],
)
def test_a_name_is_found_by_its_sound(engine: SearchEngine, analysis: Analysis, name: str, typed: list[str]) -> None:
    engine.put([SearchDocument(Kind.PROVIDER, 7, "O-7", name, "", is_named=True)])
    engine.put([SearchDocument(Kind.PROVIDER, 8, "O-8", "别的", name)])
    for text in typed:
        assert 7 in _found(engine, analysis, text, unfinished=True), text
        if not text.startswith("clear"):
            assert 8 not in _found(engine, analysis, text, unfinished=True), "only names have a sound"


def test_a_character_of_the_same_sound_is_put_right(engine: SearchEngine, analysis: Analysis) -> None:
    desk = Desk(EngineName.WHOOSH, engine, analysis, {})
    names = ("成都环境检测", "重庆招标代理", "成都会计师", "诚信会计师", "程度估价")
    engine.put(SearchDocument(Kind.PROVIDER, n, f"O-{n}", name, "", True) for n, name in enumerate(names))
    for typed, understood, due in (
        ("城都", "成都", {0, 2}),
        ("环景检测", "环境检测", {0}),
        ("崇庆招标", "重庆招标", {1}),
        ("重庆招彪", "重庆招标", {1}),
    ):
        found = finding.find(desk, Asked(Kind.PROVIDER, typed))
        assert (found.understood, {*found.answer.numbers}) == (understood, due)


def test_either_script_finds_the_other(engine: SearchEngine, analysis: Analysis) -> None:
    engine.put([SearchDocument(Kind.PROVIDER, 1, "O-1", "广东测绘工程质量检测", "")])
    engine.put([SearchDocument(Kind.PROVIDER, 2, "O-2", "廣東測繪工程質量檢測", "")])
    for text in ("测绘", "測繪", "廣東測", "质量检测", "質量檢測"):
        assert _found(engine, analysis, text) == {1, 2}, text
    for text in ("ＧＲＥＥＮ", "green", "Gréen"):
        engine.put([SearchDocument(Kind.PROVIDER, 3, "O-3", "Grëen RIVER", "")])
        assert _found(engine, analysis, text) == {3}, text
    assert _found(engine, analysis, "绘测") == set(), "turned round it is another word"
