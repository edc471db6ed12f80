"""A small market for tests: people, organisations and steps of a purchase, all through the operations."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import select

from marketplace.adapters.calendar.chinese_holidays import ChineseHolidays
from marketplace.domain.accounts.models import User
from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids import sealing
from marketplace.domain.bids.enclosures import Enclosure
from marketplace.domain.bids.models import Bid, Envelope
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.bids.rates import Rate
from marketplace.domain.bids.rules import COMMITMENT, Content
from marketplace.domain.bids.states import SealedBy
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.budgets.operations import NewLine
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import Particulars
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.payments import operations as payments
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.regions import operations as regions
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.beacons import NO_SOURCE
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Criterion, Terms
from marketplace.kernel.actor import PLATFORM, Actor, Role
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers
from tests.clock import HandClock
from tests.openers import Openers

T = TypeVar("T")

ITEM = "env-eia-techreview"
"""A real item that departments commission."""

REGION = "510100"
CEILING = Money(96_000_00)
BUDGET = Money(1_000_000_00)
LOWEST = Money(88_000_00)
PRICES = {"agency1": LOWEST, "agency2": Money(90_000_00), "agency3": Money(91_000_00)}
FIRST_CHARACTER = 0x4E00
"""Of the Chinese characters: people get names that differ by one."""
KEY_HOLDERS = {"approver": "department", "regulator": "regulator", "other_approver": "other_department"}
"""Whose keys bids are sealed to, and for which organisation they hold them."""
ELSEWHERE = {"ceiling": Money(1_000_000_00), "window_days": 5, "made_at": "https://www.ccgp.gov.cn/notice/1"}
"""Terms of a purchase that government procurement law takes elsewhere."""
MERIT = (Criterion("method", "Method", 50), Criterion("team", "Team", 30))


FIVE = Stars(5, 5, 5, 5, 5)


def terms(**changes: object) -> Terms:
    """Lawful terms, but for what a test changes."""
    lawful: dict[str, object] = {
        "title": "Technical assessment",
        "description": "Assess twelve files.",
        "requirements": "",
        "region_code": REGION,
        "service_days": 20,
        "window_days": 3,
        "ceiling": CEILING,
        "method": "lowest_price",
    }
    return Terms(**(lawful | changes))  # type: ignore[arg-type]


@dataclass
class Market:
    """One department, three agencies, a regulator and an operator, on the house a test was given."""

    house: Providers
    clock: HandClock
    users: dict[str, int] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    _codes: int = 0
    keepers: Sequence[str] = tuple(KEY_HOLDERS)
    """Who opens; just enough of them, unless others are named."""

    @property
    def sealer(self) -> Sealer:
        return self.house.sealer

    def __post_init__(self) -> None:
        self.openers = Openers(self.house, self.actor, self.refs)

    def build(self) -> "Market":
        with self.house.writing(PLATFORM) as uow:
            regions.seed(uow)
            catalogue.seed(uow)
            calendar.seed(uow, ChineseHolidays(), (2026,))
        for kind, name in (
            (OrganisationKind.DEPARTMENT, "department"),
            (OrganisationKind.DEPARTMENT, "other_department"),
            (OrganisationKind.REGULATOR, "regulator"),
            (OrganisationKind.OPERATOR, "operator"),
        ):
            with self.house.writing(PLATFORM) as uow:
                self.refs[name] = organisations.set_up(
                    uow,
                    kind,
                    self.particulars(name, "11"),
                    slug=name,
                    region_code=REGION if kind is OrganisationKind.DEPARTMENT else None,
                ).ref
        for name, organisation, role in (
            ("drafter", "department", Role.DRAFTER),
            ("approver", "department", Role.APPROVER),
            ("evaluator1", "department", Role.EVALUATOR),
            ("evaluator2", "department", Role.EVALUATOR),
            ("evaluator3", "department", Role.EVALUATOR),
            ("officer1", "department", Role.FINANCE_OFFICER),
            ("officer2", "department", Role.FINANCE_OFFICER),
            ("other_drafter", "other_department", Role.DRAFTER),
            ("other_approver", "other_department", Role.APPROVER),
            ("regulator", "regulator", Role.REGULATOR),
            ("operator", "operator", Role.OPERATOR),
        ):
            user = self.person(name)
            with self.house.writing(PLATFORM) as uow:
                organisations.add_member(uow, self.refs[organisation], user, role)
        for name, organisation in KEY_HOLDERS.items():
            self.openers.add(name, self.refs[organisation])
        for name in ("agency1", "agency2", "agency3"):
            self.person(name)
            with self.acting(name) as uow:
                self.refs[name] = organisations.register_agency(
                    uow, self.particulars(name, "91"), services=[ITEM], has_committed=True, slug=name
                ).ref
            with self.acting("operator") as uow:
                organisations.pass_check(uow, self.refs[name])
                organisations.verify_by_document(uow, self.refs[name], "Licence compared")
        with self.acting("officer1") as uow:
            line = budgets.import_lines(
                uow,
                self.refs["department"],
                [NewLine(2026, "2110301", "Assessments", BUDGET)],
            )[0]
        self.refs["line"] = line.ref
        return self

    def particulars(self, name: str, kind: str) -> Particulars:
        """Answers to all that is asked; `kind` begins the credit code: 11 a department, 91 an enterprise."""
        self._codes += 1
        return Particulars(
            credit_code=credit_code_of(kind, self._codes),
            name=f"测试机构 {name}",
            name_en=f"Test {name}",
            legal_form="enterprise" if kind == "91" else "government_body",
            legal_representative=f"王某{chr(FIRST_CHARACTER + self._codes)}",
            contact_name="李某",
            contact_phone=f"138{self._codes:08d}",
            contact_email=f"{name}@example.org",
        )

    def person(self, name: str) -> int:
        with self.house.writing(PLATFORM) as uow:
            user = uow.add(User(email=f"{name}@example.org", fs_uniquifier=name, name=name, active=True, language="en"))
        self.users[name] = user.id
        return user.id

    def actor(self, name: str) -> Actor:
        if name == "platform":
            return PLATFORM
        with self.house.reading() as session:
            return organisation_queries.actor_of(session, self.users[name])

    @contextmanager
    def acting(self, name: str) -> Iterator[UnitOfWork]:
        with self.house.writing(self.actor(name)) as uow:
            yield uow

    def draft(self, *, item: str = ITEM, **changes: object) -> str:
        with self.acting("drafter") as uow:
            return tenders.draft(uow, self.refs["department"], item, self.refs["line"], terms(**changes)).ref

    def published(self, *, beacon_source: str = NO_SOURCE, item: str = ITEM, **changes: object) -> str:
        ref = self.draft(item=item, **changes)
        publish = partial(tenders.publish, beacon_source=beacon_source)
        for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", publish)):
            with self.acting(name) as uow:
                step(uow, ref)
        return ref

    def unverified(self, name: str = "unverified") -> str:
        """One more active agency, whose credit code nobody has confirmed; its reference."""
        self.person(name)
        with self.acting(name) as uow:
            self.refs[name] = organisations.register_agency(
                uow, self.particulars(name, "91"), services=[ITEM], has_committed=True, slug=name
            ).ref
        with self.acting("operator") as uow:
            organisations.pass_check(uow, self.refs[name])
        return self.refs[name]

    def disputed(self, name: str, claimant: str = "claimant") -> str:
        """A dispute about the credit code of an agency, opened by a newcomer; its reference."""
        if claimant not in self.users:
            self.person(claimant)
        code = self.get(Organisation, self.refs[name]).credit_code
        with self.acting(claimant) as uow:
            return organisations.open_dispute(uow, code, "The code is ours.", self.stored()).ref

    def stored(self) -> StoredFile:
        """A file that was checked and is no document yet."""
        self._codes += 1
        return StoredFile("报告.pdf", "application/pdf", 9, "a" * 64, f"key{self._codes}")

    def bid(
        self, agency: str, tender: str, price: Money | Rate | None = None, *, after: int = 0, proposal: str = ""
    ) -> None:
        written = self.sealed(agency, tender, price, proposal)
        with self.acting(agency) as uow:
            self.submit(uow, agency, tender, written, after=after)

    def sealed(
        self,
        agency: str,
        tender: str,
        price: Money | Rate | None = LOWEST,
        proposal: str = "",
        files: tuple[Enclosure, ...] = (),
    ) -> bytes:
        """A bid as a device seals it, whatever it says; nothing where there is nobody yet to seal it to."""
        with self.house.reading() as session:
            of_tender = session.scalar(select(Tender.id).where(Tender.ref == tender)) or 0
            policy = policies.current(session, of_tender)
        if policy is None:
            return b""
        rate = price if isinstance(price, Rate) else None
        content = Content(None if isinstance(price, Rate) else price, proposal, files, rate)
        return sealing.seal(self.house.sealing, self.house.entropy, policy, self.refs[agency], content)

    def submit(
        self,
        uow: UnitOfWork,
        agency: str,
        tender: str,
        written: bytes,
        *,
        after: int = 0,
        commitment: str | None = COMMITMENT,
    ) -> Envelope:
        """Send a sealed bid."""
        return bids.submit(
            uow,
            tender,
            self.refs[agency],
            written,
            sealed_by=SealedBy.BIDDER,
            after=after,
            commitment=commitment,
        )

    def open_bids(self, tender: str, *names: str) -> list[Bid]:
        """Just enough openers, or those named, hand in their keys; the bids that were opened."""
        self.openers.open(tender, names or self.keepers[:2])
        with self.house.reading() as session:
            found = session.scalars(select(Tender).where(Tender.ref == tender)).one()
            return [each.bid for each in bid_queries.of_tender(session, self.actor("regulator"), found)]

    def spoil(self, agency: str, tender: str) -> None:
        """The envelope of a bid is not the one that was received, so that the opening excludes it."""
        of_tender = select(Tender.id).where(Tender.ref == tender).scalar_subquery()
        with self.acting("platform") as uow:
            bid = uow.session.scalars(
                select(Bid).where(Bid.tender_id == of_tender, Bid.tenderer_id == self.organisation_id(agency))
            ).one()
            bid.envelope_sha256 = "0" * 64

    def closed(
        self, prices: dict[str, Money | Rate | None], *, proposal: str = "", item: str = ITEM, **changes: object
    ) -> str:
        ref = self.published(item=item, **changes)
        for agency, price in prices.items():
            self.bid(agency, ref, price, proposal=proposal)
        self.clock.at = self.deadline(ref)
        with self.acting("platform") as uow:
            bids.close(uow, ref)
        return ref

    def opened(self, prices: dict[str, Money | Rate | None], *, item: str = ITEM, **changes: object) -> str:
        ref = self.closed(prices, item=item, **changes)
        self.open_bids(ref)
        return ref

    def awarded(
        self, prices: dict[str, Money | Rate | None] | None = None, *, item: str = ITEM, **changes: object
    ) -> tuple[str, str]:
        """(tender, award) references."""
        ref = self.opened(prices or PRICES, item=item, **changes)
        with self.acting("drafter") as uow:
            awards.select(uow, ref)
        with self.acting("approver") as uow:
            return ref, awards.announce(uow, ref).ref

    def signed(self, *parts: Part, item: str = ITEM, **changes: object) -> str:
        """An active contract of the winner."""
        _, award = self.awarded(item=item, **changes)
        with self.acting("drafter") as uow:
            ref = contracts.draw_up(uow, award, parts or (Part("Report", LOWEST, 20),)).ref
        self.clock.advance(days=7)
        with self.acting("agency1") as uow:
            contracts.sign_for_the_supplier(uow, ref)
        with self.acting("approver") as uow:
            contracts.sign_for_the_buyer(uow, ref)
        return ref

    def document(self, agency: str = "agency1") -> str:
        with self.acting(agency) as uow:
            return documents.register(uow, self.stored(), organisation_id=self.organisation_id(agency)).ref

    def organisation_id(self, name: str) -> int:
        return self.get(Organisation, self.refs[name]).id

    def milestones(self, contract: str) -> list[str]:
        with self.house.reading() as session:
            found = session.scalars(select(Contract).where(Contract.ref == contract)).one()
            return [milestone.ref for milestone in found.milestones]

    def accepted(self) -> tuple[str, str]:
        """(contract, milestone) references of an accepted deliverable."""
        contract = self.signed()
        [milestone] = self.milestones(contract)
        with self.acting("agency1") as uow:
            contracts.deliver(uow, milestone, self.document())
        with self.acting("drafter") as uow:
            contracts.accept(uow, milestone)
        return contract, milestone

    def paid(self) -> tuple[str, str]:
        """(contract, payment) references of a settled payment."""
        contract, milestone = self.accepted()
        with self.acting("officer1") as uow:
            payment = payments.instruct(uow, milestone, "treasury").ref
        with self.acting("officer1") as uow:
            payments.record(uow, payment, "BANK-2026-0001", self.clock.at.astimezone(MARKET_ZONE).date(), LOWEST)
        with self.acting("officer2") as uow:
            payments.confirm(uow, payment)
        return contract, payment

    def rated(self, contract: str, stars: Stars = FIVE, *, both: bool = True) -> str:
        """The reference of the department's rating; shown at once when `both` sides have rated."""
        with self.acting("drafter") as uow:
            ref = ratings.rate(uow, contract, stars, "Good").ref
        if both:
            with self.acting("agency1") as uow:
                ratings.rate_buyer(uow, contract, FIVE, "Clear")
        return ref

    def deadline(self, tender: str) -> datetime:
        with self.house.reading() as session:
            at = session.scalar(select(Tender.deadline_at).where(Tender.ref == tender))
        assert at is not None
        return at

    def get(self, model: type[T], ref: str) -> T:
        with self.house.reading() as session:
            return session.scalars(select(model).where(model.ref == ref)).one()  # type: ignore[attr-defined]

    def tender_of(self, bid: str) -> str:
        """The reference of a bid's tender."""
        with self.house.reading() as session:
            return session.scalars(select(Tender.ref).join(Bid, Bid.tender_id == Tender.id).where(Bid.ref == bid)).one()

    def line(self) -> BudgetLine:
        return self.get(BudgetLine, self.refs["line"])


def credit_code_of(kind: str, number: int) -> str:
    """A valid synthetic code: kind, region, an obviously invented body."""
    return make_credit_code(f"{kind}510100MA0{number:05d}")
