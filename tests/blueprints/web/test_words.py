"""Words that pages share."""

from datetime import UTC, datetime
from enum import StrEnum

import pytest
from flask import Flask

from marketplace.blueprints.web.documents import disposition
from marketplace.blueprints.web.words import _WORDS, in_language, page_address, period_end, state_label, state_tone
from marketplace.domain.bids.states import BidState
from marketplace.domain.organisations.states import OrganisationState


@pytest.mark.parametrize("kind", _WORDS)
def test_every_state_has_words_and_a_tone(app: Flask, kind: type[StrEnum]) -> None:
    with app.test_request_context("/"):
        for state in kind:
            assert state_label(state)
            assert state_tone(state) in {"neutral", "info", "success", "warning", "danger"}


def test_one_word_of_two_lifecycles_has_two_meanings(app: Flask) -> None:
    with app.test_request_context("/"):
        assert state_label(BidState.SUBMITTED) == "Received, sealed"
        assert state_label(OrganisationState.SUBMITTED) == "Being checked"


def test_a_period_that_ends_at_midnight_names_its_last_day(app: Flask) -> None:
    with app.test_request_context("/"):
        assert period_end(datetime(2026, 3, 31, 16, 0, tzinfo=UTC)) == "the end of 31 Mar 2026"
        assert period_end(datetime(2026, 3, 31, 9, 0, tzinfo=UTC)) == "31 Mar 2026, 17:00"
        assert period_end(None) == "–"


def test_another_page_keeps_the_filters(app: Flask) -> None:
    with app.test_request_context("/admin/organisations?q=%E6%B0%B4&kind=agency&page=3&lang=zh"):
        assert page_address() == "/admin/organisations?q=%E6%B0%B4&kind=agency&page="


def test_a_name_without_a_translation_is_shown_as_it_is(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert in_language("水务局", "Water Office") == "Water Office"
        assert in_language("水务局", "") == "水务局"
    with app.test_request_context("/?lang=zh"):
        assert in_language("水务局", "Water Office") == "水务局"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ('a"b.pdf', "attachment; filename=\"a_b.pdf\"; filename*=UTF-8''a%22b.pdf"),
        ("100%.pdf", "attachment; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
        ("a\r\nX: y.pdf", "attachment; filename=\"a__X: y.pdf\"; filename*=UTF-8''a%0D%0AX%3A%20y.pdf"),
    ],
)
def test_a_file_name_cannot_break_its_header(name: str, header: str) -> None:
    assert disposition(name) == header
