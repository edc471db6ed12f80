"""Documents and questions that are made up, at random or by rule."""

from itertools import product

from hypothesis import strategies as st

from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.asking import read
from marketplace.domain.search.ports import (
    SORTS,
    Facet,
    Kind,
    Need,
    Order,
    Phrase,
    Question,
    SearchDocument,
    Sort,
    Start,
    Terms,
)

WORDS = (
    "环境",
    "环评",
    "检测",
    "青水",
    "水质",
    "river",
    "rivers",
    "river2",
    "assess",
    "ri",
    "É",
    "長",
    "a1",
    "-",
    "境环检",
)
KINDS = (Kind.TENDER, Kind.PROVIDER)
FACETS = (Facet.REGION, Facet.ITEM, Facet.STATUS)
VALUES = ("51", "5101", "A b", "510107", "510108", "c", "d")
FILTERS = (*VALUES, "", "51\n5101")

_PLACES = ("华东", "西部", "蓉城", "锦江", "青白江", "单县", "重庆", "长宁")
_BRANDS = ("青水", "宇峻煌", "泽瑞", "朗衡", "曾氏", "钰鑫", "览翠", "弘毅")
_TRADES = ("环境检测", "工程咨询", "造价评估", "地质勘察", "水土保持监测", "招标代理", "会计师事务所", "測繪地理信息")
_FORMS = ("有限公司", "有限责任公司", "研究院")

NAMES = tuple("".join(parts) for parts in product(_PLACES, _BRANDS, _TRADES, _FORMS))[::3]
"""512 names of agencies."""

_texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join) | st.lists(st.sampled_from(WORDS)).map("".join)

documents = st.builds(
    lambda kind, number, title, body, is_named, facets, sorts: SearchDocument(
        kind,
        number,
        f"K-{number}",
        title,
        body,
        is_named,
        {name: tuple(many) for name, many in facets.items()},
        {sort: value for sort, value in sorts.items() if sort in SORTS[kind]},
    ),
    st.sampled_from(KINDS),
    st.integers(1, 30),
    _texts,
    _texts,
    st.booleans(),
    st.dictionaries(st.sampled_from(FACETS), st.lists(st.sampled_from(VALUES), max_size=7)),
    st.dictionaries(st.sampled_from(Sort), st.integers(-3, 3) | st.sampled_from([2_000_000_000, 60_000_000_000])),
)


def questions(analysis: Analysis) -> st.SearchStrategy[Question]:
    terms = st.sampled_from(sorted({term for word in WORDS for term in analysis.terms(word)} | {"qing", "qs", "none"}))
    needs: st.SearchStrategy[Need] = st.lists(
        st.builds(Terms, st.lists(terms, max_size=3).map(tuple))
        | st.builds(Phrase, st.lists(terms, max_size=3).map(tuple))
        | st.builds(Start, terms.map(lambda term: term[:2]) | st.just("")),
        max_size=3,
    ).map(tuple)
    typed = _texts.map(lambda text: read(text, analysis, {}, unfinished=True))
    return st.builds(
        Question,
        st.sampled_from(KINDS),
        st.lists(needs, max_size=2).map(tuple) | typed,
        st.dictionaries(st.sampled_from(FACETS), st.frozensets(st.sampled_from(FILTERS))),
        st.sampled_from(Order),
        st.integers(0, 6),
        st.sampled_from([0, 1, 5, 100]),
        st.lists(st.sampled_from(FACETS), unique=True).map(tuple),
    )
