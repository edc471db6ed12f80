"""What tells whether an index holds a document as it is."""

from dataclasses import replace
from typing import Any

import pytest

from marketplace.domain.search.ports import Facet, Kind, SearchDocument, Sort

DOCUMENT = SearchDocument(
    Kind.PROVIDER,
    1,
    "O-1",
    "Blue river",
    "surveys",
    is_named=True,
    facets={Facet.REGION: ("51", "5101"), Facet.RATING: ("1",)},
    sorts={Sort.STAR: 410, Sort.AT: 7},
)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"title": "Blue rivers"},
        {"body": "survey"},
        {"is_named": False},
        {"facets": {Facet.REGION: ("51",), Facet.RATING: ("1",)}},
        {"facets": {Facet.REGION: ("51", "5101")}},
        {"facets": {Facet.REGION: ("51', '5101",), Facet.RATING: ("1",)}},
        {"facets": {Facet.REGION: ("51|5101",), Facet.RATING: ("1",)}},
        {"facets": {Facet.REGION: ("51", "5101"), Facet.RATING: ("1\nat=7",)}, "sorts": {Sort.STAR: 410}},
        {"facets": {Facet.REGION: ("51", "5101"), Facet.ITEM: ("1",)}},
        {"sorts": {Sort.STAR: 411, Sort.AT: 7}},
        {"sorts": {Sort.STAR: 410}},
        {"sorts": {Sort.UNTIL: 410, Sort.AT: 7}},
    ],
    ids=str,
)
def test_another_document_has_another_digest(change: dict[str, Any]) -> None:
    assert replace(DOCUMENT, **change).digest != DOCUMENT.digest


def test_no_text_is_taken_for_another_that_is_parted_elsewhere() -> None:
    one, other = replace(DOCUMENT, title="A\nB", body="C"), replace(DOCUMENT, title="A", body="B\nC")
    assert one.digest != other.digest


def test_the_same_said_otherwise_has_the_same() -> None:
    turned = replace(
        DOCUMENT,
        facets={Facet.RATING: ("1",), Facet.REGION: ("5101", "51"), Facet.ITEM: ()},
        sorts={Sort.AT: 7, Sort.STAR: 410, Sort.PRICE: 0},
    )
    assert turned.digest == DOCUMENT.digest


def test_a_text_that_no_file_can_hold_has_one_too() -> None:
    assert replace(DOCUMENT, body="\ud800").digest != replace(DOCUMENT, body="\ud801").digest
