"""One purchase from the first account to the public rating, every role its own person in a browser of their own."""

import hashlib
from dataclasses import dataclass, fields
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from marketplace.demo.report import pdf
from marketplace.domain.awards.models import Award
from marketplace.domain.bids.models import Envelope
from marketplace.domain.budgets.models import BudgetEntry, BudgetLine, EntryKind
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.money import ZERO, Money
from tests.journeys import facts, offices, settlement, steps
from tests.journeys.conftest import Enter
from tests.journeys.people import Person
from tests.journeys.site import Site
from tests.journeys.words import Words

FIRST_REPORT = pdf(["核查结论（第一部分）"])
MENDED_REPORT = pdf(["核查结论（第一部分，含照片）"])
LAST_REPORT = pdf(["核查总报告"])
FULL = "%(time)s Beijing time (UTC+8)"


@dataclass
class Cast:
    """Everybody, each signed in with a browser of their own, but for the visitor."""

    agencies: list[Person]
    drafter: Person
    approver: Person
    officer1: Person
    officer2: Person
    operator: Person
    regulator: Person
    visitor: Person

    @property
    def keepers(self) -> dict[str, Person]:
        """Just enough of those whose keys the bids are sealed to."""
        return {"approver": self.approver, "operator": self.operator}

    @property
    def supplier(self) -> Person:
        return self.agencies[0]


@pytest.mark.browser
def test_a_purchase_from_the_first_account_to_the_public_rating(site: Site, enter: Enter, words: Words) -> None:
    cast = assemble(site, enter, words)
    read_the_catalogue(cast.visitor)
    plan(site, cast)
    bid_under_seal(site, cast)
    open_and_select(site, cast)
    award_and_contract(site, cast)
    deliver_and_pay(site, cast)
    rate_in_public(site, cast)


def assemble(site: Site, enter: Enter, words: Words) -> Cast:
    """Offices sign in with a second factor; agencies register, are checked and are active."""
    sign_ins = offices.found(site, words.language)
    staff = {}
    for who in (part.name for part in fields(Cast) if part.name in sign_ins):
        staff[who] = enter()
        staff[who].sign_in(sign_ins[who].email, sign_ins[who].totp_secret)
    agencies = []
    for agency in facts.AGENCIES:
        person = enter()
        steps.create_account(person, site, agency)
        steps.register_agency(person, agency)
        agencies.append(person)
        steps.pass_registration(staff["operator"], agency)
        person.page.reload()
        person.sees(words("Active"))
    site.work()
    visitor = enter()
    visitor.open("/providers")
    visitor.sees(*(words.name(agency.name, agency.name_en) for agency in facts.AGENCIES))
    assert site.faults() == []
    return Cast(agencies=agencies, visitor=visitor, **staff)


def read_the_catalogue(visitor: Person) -> None:
    """Whoever reads the item learns that the department pays."""
    words = visitor.words
    visitor.open(f"/services/{facts.ITEM}")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en" if words.language == "en" else "zh-Hans")
    visitor.sees(words.name(facts.ITEM_ZH, facts.ITEM_EN), words("This is never billed to the applicant."))


def plan(site: Site, cast: Cast) -> None:
    """Budget, draft, approval by a second person, publication with dates that follow."""
    steps.import_budget(cast.officer1)
    assert money_of(site) == (ZERO, ZERO, ZERO)
    steps.draft(cast.drafter)
    ref = steps.tender_of(site).ref
    assert cast.visitor.open(f"/tenders/{ref}") == 404
    steps.approve_and_publish(cast.approver)
    site.work()
    tender = steps.tender_of(site)
    assert (tender.state, tender.deadline_at) == (TenderState.PUBLISHED, facts.DEADLINE)
    assert money_of(site) == (facts.CEILING, ZERO, ZERO)
    cast.visitor.open("/tenders?q=危险化学品")
    cast.visitor.follow_name(facts.TITLE)
    cast.visitor.sees(cast.visitor.words(FULL, time=cast.visitor.words.moment(facts.DEADLINE)))


def bid_under_seal(site: Site, cast: Cast) -> None:
    """Three bids, one of them replaced; the receipt tells time and digest; nobody can read a price."""
    steps.bid(cast.supplier, facts.WINNER, "94321.09")
    check_receipt(site, cast.supplier, envelopes=1)
    for person, agency in zip(cast.agencies[1:], facts.AGENCIES[1:], strict=True):
        site.clock.advance(hours=1)
        steps.bid(person, agency, f"{agency.price.yuan:.2f}")
    site.clock.advance(days=3, minutes=7)
    steps.replace_bid(cast.supplier, facts.WINNER, f"{facts.WINNER.price.yuan:.2f}")
    check_receipt(site, cast.supplier, envelopes=2)
    site.work()
    nobody_sees_a_price(site, cast)

    late = cast.agencies[2]
    late.open(f"/supplier/tenders/{steps.tender_of(site).ref}/bid")
    site.clock.at = facts.DEADLINE
    late.write({"Your price in yuan": "80000"})
    late.press("Seal and replace my bid")
    late.sees(late.words("Your bid was not received"))
    site.work()
    assert steps.tender_of(site).state is TenderState.CLOSED
    assert len(envelopes_of(site)) == 4
    nobody_sees_a_price(site, cast)


def check_receipt(site: Site, supplier: Person, envelopes: int) -> None:
    """The receipt shows each envelope's time and SHA-256 as they are stored."""
    stored = envelopes_of(site)
    own = [envelope for envelope in stored if envelope.bid_id == stored[0].bid_id]
    assert len(own) == envelopes
    for envelope in own:
        assert envelope.sha256 == hashlib.sha256(envelope.ciphertext).hexdigest()
        supplier.sees(envelope.sha256, supplier.words.moment(envelope.received_at))


def nobody_sees_a_price(site: Site, cast: Cast) -> None:
    """Neither on a page of anybody's nor in a file of the instance."""
    ref = steps.tender_of(site).ref
    sealed = [facts.FIRST_PRICE, *(agency.price for agency in facts.AGENCIES)]
    secrets = [text for amount in sealed for text in facts.spellings(amount)]
    secrets += [agency.proposal for agency in facts.AGENCIES]
    for person, paths in (
        (cast.visitor, [f"/tenders/{ref}"]),
        (cast.drafter, [f"/tenders/{ref}", f"/buyer/tenders/{ref}", f"/buyer/tenders/{ref}/evaluation"]),
        (cast.approver, [f"/buyer/tenders/{ref}"]),
        (cast.officer2, [f"/buyer/tenders/{ref}", "/buyer/budgets"]),
        (cast.operator, ["/admin/journal", "/admin/jobs"]),
        (cast.agencies[1], [f"/supplier/tenders/{ref}/bid", "/supplier/bids", f"/tenders/{ref}"]),
    ):
        for path in paths:
            assert person.open(path) == 200
            person.lacks(*secrets)
    assert cast.visitor.open(f"/tenders/{ref}/selection.json") == 404
    assert not any(site.keeps(secret) for secret in secrets)
    assert site.faults() == []


def open_and_select(site: Site, cast: Cast) -> None:
    """Opened by two of the openers; the drafter runs the selection; anybody recomputes it."""
    ref, words = steps.tender_of(site).ref, cast.visitor.words
    settlement.open_bids(site, cast.keepers, *facts.AGENCIES)
    cast.visitor.open(f"/tenders/{ref}")
    cast.visitor.sees(words("Names and prices are shown once the selection is made."))
    cast.visitor.lacks(*(text for agency in facts.AGENCIES for text in facts.spellings(agency.price)))
    settlement.select(cast.drafter)
    site.work()
    cast.visitor.open(f"/tenders/{ref}")
    cast.visitor.sees(*(words.money(agency.price) for agency in facts.AGENCIES))
    cast.visitor.lacks(*facts.spellings(facts.FIRST_PRICE), *(agency.proposal for agency in facts.AGENCIES))
    cast.visitor.follow("Recompute this selection")
    cast.visitor.sees(words("Every value agrees with the record."))
    evidence = cast.visitor.page.request.get(f"/tenders/{ref}/selection.json").json()
    winner = next(bid for bid in evidence["candidates"] if bid["id"] == evidence["result"]["winner"])
    assert winner["price"] == f"{facts.WINNER.price.yuan:.2f}"
    assert money_of(site) == (facts.CEILING, ZERO, ZERO)


def award_and_contract(site: Site, cast: Cast) -> None:
    """The notice of another person stands its time; before that nobody signs."""
    words = cast.supplier.words
    settlement.announce(cast.approver)
    assert money_of(site) == (ZERO, facts.WINNER.price, ZERO)
    settlement.draw_up(cast.drafter)
    settlement.see_own_contract(cast.supplier)
    with site.reading() as session:
        until = session.scalars(select(Award)).one().publicity_until
    site.clock.at = until - timedelta(seconds=1)
    site.work()
    cast.supplier.page.reload()
    assert not cast.supplier.offers("Sign the contract"), "the publicity period blocks signing"
    assert cast.supplier.send({"agrees": "y"}) == 409
    site.clock.at = until
    site.work()
    settlement.sign_for_the_agency(cast.supplier)
    settlement.sign_for_the_department(cast.approver)
    cast.supplier.page.reload()
    cast.supplier.sees(words("In force"))
    assert site.faults() == []


def deliver_and_pay(site: Site, cast: Cast) -> None:
    """The first deliverable is returned once; each payment needs two officers."""
    (first, first_amount, _), (last, last_amount, _) = facts.PARTS
    site.clock.advance(days=4)
    settlement.deliver(cast.supplier, "核查结论.pdf", FIRST_REPORT)
    settlement.send_back(cast.drafter, first)
    site.clock.advance(days=1)
    settlement.deliver(cast.supplier, "核查结论-补充.pdf", MENDED_REPORT, again=True)
    settlement.accept(cast.drafter, first)
    check_download(cast.drafter, "核查结论-补充.pdf", MENDED_REPORT)
    pay(site, cast, first_amount, settlement.BANK_REFERENCES[0])
    assert money_of(site) == (ZERO, last_amount, first_amount)
    settlement.deliver(cast.supplier, "核查总报告.pdf", LAST_REPORT)
    settlement.accept(cast.drafter, last)
    pay(site, cast, last_amount, settlement.BANK_REFERENCES[1])


def check_download(person: Person, name: str, content: bytes) -> None:
    """What is fetched is what was handed over, byte by byte."""
    address = person.main.get_by_role("link", name=name).get_attribute("href")
    assert address is not None
    answer = person.page.request.get(address)
    assert (answer.status, answer.body()) == (200, content)


def pay(site: Site, cast: Cast, amount: Money, reference: str) -> None:
    """Officer one instructs and records and is refused when confirming; officer two confirms."""
    value_date = day_of(site.clock.at).isoformat()
    path = settlement.instruct_and_record(cast.officer1, amount, reference, value_date)
    refusal = cast.officer1.words(
        "You recorded this voucher; another finance officer confirms or rejects it (four eyes)."
    )
    cast.officer1.sees(refusal)
    assert cast.officer1.open(f"{path}/confirm") == 403
    cast.officer1.sees(refusal)
    settlement.confirm_payment(cast.officer2, reference)
    site.work()


def rate_in_public(site: Site, cast: Cast) -> None:
    """The rating and its reply stand on the provider's page, search finds them, and the money adds up to the fen."""
    words, name = cast.visitor.words, cast.visitor.words.name(facts.WINNER.name, facts.WINNER.name_en)
    settlement.rate(cast.drafter, cast.supplier)
    settlement.reply(cast.supplier)
    site.work()
    cast.visitor.open("/providers")
    cast.visitor.field(words("Search providers")).fill("核查细致")
    cast.visitor.press("Search")
    cast.visitor.follow_name(name)
    cast.visitor.sees(facts.RATING, facts.REPLY, "4 / 5")
    cast.visitor.open(f"/tenders/{steps.tender_of(site).ref}")
    cast.visitor.sees(words.money(facts.WINNER.price), facts.RATING)

    assert money_of(site) == (ZERO, ZERO, facts.WINNER.price)
    with site.reading() as session:
        entries = [
            (entry.kind, entry.amount) for entry in session.scalars(select(BudgetEntry).order_by(BudgetEntry.id))
        ]
        payments = session.scalars(select(Payment)).all()
        assert {payment.state for payment in payments} == {PaymentState.SETTLED}
        assert sum((payment.amount for payment in payments), ZERO) == facts.WINNER.price
    assert sorted(entries) == sorted(
        [
            (EntryKind.RESERVE, facts.CEILING),
            (EntryKind.RELEASE, facts.CEILING),
            (EntryKind.COMMIT, facts.WINNER.price),
            *((EntryKind.SPEND, amount) for _, amount, _ in facts.PARTS),
        ]
    )
    cast.officer2.open("/buyer/budgets")
    cast.officer2.sees(words.money(facts.WINNER.price), words.money(facts.BUDGET - facts.WINNER.price))
    assert site.faults() == []


def envelopes_of(site: Site) -> list[Envelope]:
    """All sealed envelopes in the order they came."""
    with site.reading() as session:
        return list(session.scalars(select(Envelope).order_by(Envelope.id)))


def money_of(site: Site) -> tuple[Money, Money, Money]:
    """What is reserved, committed and spent on the one budget line."""
    with site.reading() as session:
        line = session.scalars(select(BudgetLine)).one()
        return line.reserved, line.committed, line.spent
