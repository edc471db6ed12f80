"""What a person asks is answered; where nothing is found, what was meant is answered, or the ways out are named."""

import pytest

from marketplace.adapters.names.script import ChineseScript
from marketplace.domain.search import finding, synonyms
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.finding import Asked, Desk, Found
from marketplace.domain.search.ports import Facet, Kind, Order, SearchDocument, Sort
from tests.search_oracle import Oracle

ANALYSIS = Analysis(ChineseScript())

FIRMS = (
    ("成都环境影响评价有限公司", "Chengdu consultants", "51", 450),
    ("青山测绘", "surveying of land and rivers", "53", 480),
    ("Blue River Engineering", "reports on rivers and dams", "53", 0),
    ("Blue Mountain Cost Engineers", "cost audits, environmental impact assessment", "51", 300),
)


@pytest.fixture
def desk() -> Desk:
    engine = Oracle(ANALYSIS)
    engine.put(
        SearchDocument(
            Kind.PROVIDER, number, f"O-{number}", title, body, True, {Facet.REGION: (region,)}, {Sort.STAR: star}
        )
        for number, (title, body, region, star) in enumerate(FIRMS, 1)
    )
    return Desk(EngineName.WHOOSH, engine, ANALYSIS, synonyms.read(synonyms.table(), ANALYSIS))


def ask(desk: Desk, text: str, **more: object) -> Found:
    return finding.find(desk, Asked(Kind.PROVIDER, text, **more))  # type: ignore[arg-type]


def test_what_is_there_is_answered_as_it_was_asked(desk: Desk) -> None:
    found = ask(desk, "Blue  engineering", counted=(Facet.REGION,))
    assert (found.answer.numbers, found.understood, found.hints) == ([3], "Blue  engineering", ())
    assert found.answer.counts == {Facet.REGION: {"53": 1}}


def test_order_page_and_facets_reach_the_engine(desk: Desk) -> None:
    found = ask(desk, "", order=Order.RATING, offset=1, limit=2, chosen={Facet.REGION: frozenset(["51", "53"])})
    assert (found.answer.numbers, found.answer.total) == ([1, 4], 4)


@pytest.mark.parametrize("said", ["环评", "環評", "EIA", "环境影响评价", "environmental impact assessment"])
def test_equal_expressions_of_both_languages_find_the_same(desk: Desk, said: str) -> None:
    assert sorted(ask(desk, said).answer.numbers) == [1, 4]


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("Blue Rivre", "Blue river"),
        ("Blue rver", "Blue river"),
        ("Blue riiver", "Blue river"),
        ("Blue rixer", "Blue river"),
        ("«surveyng»", "«surveying»"),
        ("青山测绘 rivres", "青山测绘 rivers"),
    ],
)
def test_one_slip_in_a_word_is_mended_and_said(desk: Desk, typed: str, understood: str) -> None:
    found = ask(desk, typed)
    assert found.answer.total == 1
    assert found.understood == understood


def test_the_last_word_may_be_the_beginning_of_one(desk: Desk) -> None:
    found = ask(desk, "blue mount")
    assert (found.answer.numbers, found.understood) == ([4], "blue mount")
    assert ask(desk, "cdhj").answer.numbers == [1], "the first letters of the sound"


def test_chinese_falls_apart_where_no_document_joins_it(desk: Desk) -> None:
    found = ask(desk, "评价成都")
    assert (found.answer.numbers, found.understood) == ([1], "评价 成都")


@pytest.mark.parametrize(
    ("typed", "understood", "number"),
    [
        ("城都", "成都", 1),
        ("成都环竟", "成都环境", 1),
        ("城都环境影响", "成都环境影响", 1),
        ("城都環境", "成都环境", 1),
        ("青山侧绘", "青山测绘", 2),
        ("surveying 清山", "surveying 青山", 2),
        ("轻山 rivers", "青山 rivers", 2),
    ],
)
def test_a_character_of_the_same_sound_is_mended_and_said(desk: Desk, typed: str, understood: str, number: int) -> None:
    found = ask(desk, typed)
    assert (found.understood, found.answer.numbers) == (understood, [number])


@pytest.mark.parametrize("typed", ["城", "诚度", "城都侧绘", "马", "城" * 200])
def test_two_slips_and_single_characters_are_not_mended(desk: Desk, typed: str) -> None:
    found = ask(desk, typed)
    assert (found.answer.total, found.understood) == (0, typed)


def test_nothing_is_mended_into_nothing(desk: Desk) -> None:
    found = ask(desk, "surveyng dams")
    assert (found.answer.total, found.understood) == (0, "surveyng dams")
    assert [(hint.word, hint.text, hint.total) for hint in found.hints] == [
        ("surveying", "dams", 1),
        ("dams", "surveying", 1),
    ]


def test_hints_name_what_to_leave_out_and_what_it_brings(desk: Desk) -> None:
    found = ask(desk, "engineers 测绘", chosen={Facet.REGION: frozenset(["51"])})
    assert found.answer.total == 0
    assert [(hint.word, hint.facet, hint.text, hint.total) for hint in found.hints] == [("测绘", None, "engineers", 1)]
    found = ask(desk, "青山", chosen={Facet.REGION: frozenset(["51"])})
    assert [(hint.facet, hint.word, hint.total) for hint in found.hints] == [(None, "青山", 2), (Facet.REGION, "", 1)]
    found = ask(desk, "", chosen={Facet.REGION: frozenset(["11"])})
    assert [(hint.facet, hint.total) for hint in found.hints] == [(Facet.REGION, 4)]


def test_a_text_of_nothing_but_signs_asks_for_all(desk: Desk) -> None:
    assert ask(desk, "?! …").answer.total == 4


def test_what_is_still_being_typed_suggests_the_best_of_each_kind(desk: Desk) -> None:
    desk.engine.put([SearchDocument(Kind.TENDER, 9, "T-9", "River training works", "")])
    found = finding.suggest(desk, "riv", (Kind.PROVIDER, Kind.TENDER, Kind.AWARD), 1)
    assert {kind: (answer.numbers, answer.total) for kind, answer in found.items()} == {
        Kind.PROVIDER: ([2], 2),
        Kind.TENDER: ([9], 1),
    }
    assert finding.suggest(desk, " ", (Kind.TENDER,), 5) == {}


def test_an_expression_is_equal_to_all_of_its_group() -> None:
    equals = synonyms.read([("环评", "EIA", "environmental impact assessment"), ("EIA", "report")], ANALYSIS)
    assert equals["环评"] == (("eia",), ("environmental", "impact", "assessment"))
    assert equals["eia"] == (("环评",), ("environmental", "impact", "assessment"), ("report",))
    assert equals["report"] == (("eia",),)


def test_the_table_names_no_expression_twice() -> None:
    written = [expression for group in synonyms.table() for expression in group]
    assert len(written) == len(set(written))
    assert all(len(group) > 1 for group in synonyms.table())
