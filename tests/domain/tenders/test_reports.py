"""The restriction check in the life of a tender: what it stops, what it publishes, and who may stand for what."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.restrictions.checking import version
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import reports, wording
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment, Ground
from marketplace.domain.tenders.report_models import RestrictionOverride, TenderReport
from marketplace.domain.tenders.requirements import Kind, Requirement
from marketplace.domain.tenders.rules import Criterion
from marketplace.domain.tenders.states import OverrideState, TenderState
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.errors import Conflict, Invalid, NotPermitted
from marketplace.kernel.outbox import OutboxEntry
from tests.domain.market import Market, terms

LOCAL = "供应商须在本市注册。"
WORDS = "本市注册"


def handed_in(market: Market, **changes: object) -> str:
    ref = market.draft(**changes)
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    return ref


def approve(market: Market, ref: str) -> None:
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)


def publish(market: Market, ref: str) -> None:
    with market.acting("drafter") as uow:
        tenders.publish(uow, ref)


def lawyer(market: Market) -> str:
    market.person("lawyer")
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["lawyer"], Role.LEGAL_OFFICER)
    return "lawyer"


def ground(market: Market, **changes: Any) -> Ground:  # noqa: ANN401
    found: Mapping[str, Any] = {
        "rule": "LOC_REG",
        "words": WORDS,
        "law": "《中华人民共和国国家安全法》",
        "article": "第五十九条",
        "reason": "The law demands it.",
        "expires_on": market.clock.at.date() + timedelta(days=90),
    }
    return Ground(**(found | changes))


def stand_for(market: Market, ref: str, **changes: Any) -> str:  # noqa: ANN401
    with market.acting("lawyer") as uow:
        return tenders.override(uow, ref, ground(market, **changes)).ref


def test_a_block_refuses_the_approval_at_its_field(market: Market) -> None:
    ref = handed_in(market, description=f"Assess twelve files.\n{LOCAL}")
    with pytest.raises(Invalid) as refused:
        approve(market, ref)
    assert list(refused.value.fields) == ["description"]
    assert WORDS in str(refused.value.text)
    assert market.get(Tender, ref).state is TenderState.IN_APPROVAL


def test_every_text_of_the_notice_is_checked(market: Market) -> None:
    condition = Requirement(Kind.OTHER, "须为市协会会员单位", "须具有ISO9001认证证书。")
    criterion = Criterion("c1", "本市业绩每项得2分", 80)
    found = wording.examine(
        terms(title="仅限国有企业报名", requirements=LOCAL, conditions=(condition,), criteria=(criterion,)),
        market.get(Tender, market.draft()).regime,
    )
    assert [noted.part.field for noted in found if noted.blocks] == [
        "title",
        "requirements",
        "conditions-0-subject",
        "criteria-0-label",
    ]


def test_what_is_published_has_its_report(market: Market) -> None:
    ref = handed_in(market, requirements="须具有ISO9001认证证书。")
    approve(market, ref)
    publish(market, ref)
    with market.house.reading() as session:
        report = reports.of_tender(session, market.get(Tender, ref).id)
    assert report is not None
    assert report.number == 1
    assert report.document["check"] == version()
    [finding] = report.document["findings"]
    assert (finding["rule"], finding["severity"], finding["field"]) == ("MGMT_CERT", "WARN", "requirements")
    assert finding["binding"] == "by reference"
    assert len(report.document["sha256"]) == 64


def test_a_corrigendum_is_checked_and_adds_a_report(market: Market) -> None:
    ref = market.published()
    number = market.get(Tender, ref).version
    with pytest.raises(Invalid), market.acting("approver") as uow:
        tenders.amend(uow, ref, "Why", number, Amendment(LOCAL, "", 20))
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "Why", number, Amendment("Assess thirteen files.", "", 20))
    with market.house.reading() as session:
        found = session.scalars(select(TenderReport.number).order_by(TenderReport.number)).all()
    assert found == [1, 2]


def test_an_override_lets_these_words_pass_and_no_others(market: Market) -> None:
    lawyer(market)
    ref = handed_in(market, description=LOCAL)
    stand_for(market, ref)
    approve(market, ref)
    publish(market, ref)
    other = handed_in(market, description=f"{LOCAL}外省企业不得报名。")
    stand_for(market, other)
    with pytest.raises(Invalid) as refused:
        approve(market, other)
    assert "外省企业不得" in str(refused.value.text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("law", ""),
        ("law", "《四川省招标投标条例》"),
        ("article", " "),
        ("reason", ""),
        ("expires_on", timedelta(days=0)),
        ("expires_on", timedelta(days=366)),
    ],
)
def test_a_ground_that_is_none_is_refused_at_its_field(market: Market, field: str, value: Any) -> None:  # noqa: ANN401
    lawyer(market)
    ref = handed_in(market, description=LOCAL)
    given = market.clock.at.date() + value if isinstance(value, timedelta) else value
    with pytest.raises(Invalid) as refused:
        stand_for(market, ref, **{field: given})
    assert list(refused.value.fields) == [field]


def test_only_what_blocks_can_be_stood_for_and_only_before_the_approval(market: Market) -> None:
    lawyer(market)
    ref = handed_in(market, description=LOCAL)
    with pytest.raises(Conflict):
        stand_for(market, ref, words="别的话")
    stand_for(market, ref)
    with pytest.raises(Conflict):
        stand_for(market, ref)
    approve(market, ref)
    with pytest.raises(Conflict):
        stand_for(market, ref)


def test_a_legal_officer_who_drafted_it_does_not_stand_for_it(market: Market) -> None:
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["drafter"], Role.LEGAL_OFFICER)
    ref = handed_in(market, description=LOCAL)
    with pytest.raises(NotPermitted), market.acting("drafter") as uow:
        tenders.override(uow, ref, ground(market))


def test_an_objection_blocks_again_and_tells_the_department(market: Market) -> None:
    lawyer(market)
    ref = handed_in(market, description=LOCAL)
    override = stand_for(market, ref)
    approve(market, ref)
    with market.acting("regulator") as uow:
        tenders.object_to_override(uow, override, "The law says nothing of the kind.")
    with pytest.raises(Invalid):
        publish(market, ref)
    found = market.get(RestrictionOverride, override)
    assert found.state is OverrideState.OBJECTED
    assert found.review == "The law says nothing of the kind."
    with market.house.reading() as session:
        told = session.scalars(select(OutboxEntry.payload)).all()
    assert any(payload.get("override_ref") == override for payload in told)
    with pytest.raises(Conflict), market.acting("regulator") as uow:
        tenders.confirm_override(uow, override, "On second thoughts.")


def test_an_override_that_has_run_out_covers_nothing(market: Market) -> None:
    lawyer(market)
    ref = handed_in(market, description=LOCAL)
    stand_for(market, ref)
    approve(market, ref)
    market.clock.advance(days=91)
    with pytest.raises(Invalid):
        publish(market, ref)


def test_the_register_shows_what_waits_first(market: Market) -> None:
    lawyer(market)
    first = stand_for(market, handed_in(market, description=LOCAL))
    second = stand_for(market, handed_in(market, description=LOCAL))
    with market.acting("regulator") as uow:
        tenders.confirm_override(uow, second, "It does.")
    with market.house.reading() as session:
        rows, total = reports.register(session, None, 1)
        assert total == 2
        assert [row.RestrictionOverride.ref for row in rows] == [first, second]
        given, _ = reports.register(session, OverrideState.CONFIRMED, 1)
        assert [row.RestrictionOverride.ref for row in given] == [second]
