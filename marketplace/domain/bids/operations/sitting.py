"""One sitting: what the openers have handed in so far, and what comes of it."""

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy import select

from marketplace.domain.bids import envelopes, rules, shares
from marketplace.domain.bids import sealing as sealed_bids
from marketplace.domain.bids.enclosures import Enclosure
from marketplace.domain.bids.envelopes import NONCE, PRICE, PROPOSAL, SealedBid
from marketplace.domain.bids.models import Bid, ClosingHead, Envelope, KeyShare, OpeningRecord, SealedFile
from marketplace.domain.bids.operations.doubting import doubt_sealed_prices, doubt_ties, end_where_too_few_count
from marketplace.domain.bids.ports import Pads, SealBroken, Sealing
from marketplace.domain.bids.rates import Rate
from marketplace.domain.bids.rules import NONCE_BYTES
from marketplace.domain.bids.sittings import IN_QUESTION, OPENED_BY, PARTS_OF, sitting_of
from marketplace.domain.bids.states import BID, BidState, Sitting
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.panels import Policy
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork

Found = Mapping[str, bytes]
"""Part by part, the key that came together."""


def standing_bids(uow: UnitOfWork, tender: Tender) -> list[Bid]:
    """The bids that were neither withdrawn nor opened, held until the end of the act."""
    return _held(uow, tender, BidState.SUBMITTED)


def _held(uow: UnitOfWork, tender: Tender, state: BidState) -> list[Bid]:
    return list(
        uow.session.scalars(
            select(Bid)
            .where(Bid.tender_id == tender.id, Bid.state == state)
            .order_by(Bid.ref)
            .with_for_update(key_share=True),
        ),
    )


class Opening:
    """The tender, the bids that are opened in this sitting, and the shares of it that are there."""

    def __init__(self, uow: UnitOfWork, tender: Tender, sealing: Sealing) -> None:
        self._uow = uow
        self._tender = tender
        self._sealing = sealing
        self._policies = {policy.sha256: policy for policy in policies.of_tender(uow.session, tender.id)}
        self._sitting = sitting_of(tender)
        self._parts = PARTS_OF[self._sitting]
        self._bids = _held(uow, tender, IN_QUESTION[self._sitting])
        head = uow.session.get(ClosingHead, tender.id)
        self._frozen = {(each["bid"], each["sha256"]) for each in head.envelopes} if head else set()
        rows = uow.session.execute(
            select(Opener.ref, KeyShare.shares)
            .join(Opener, Opener.id == KeyShare.opener_id)
            .where(KeyShare.tender_id == tender.id, KeyShare.sitting == self._sitting)
        )
        self._shares: dict[str, shares.Shares] = {row.ref: row.shares for row in rows}
        self._liars: set[str] = set()

    @property
    def _policy(self) -> Policy:
        return list(self._policies.values())[-1]

    @property
    def _present(self) -> list[str]:
        return [opener.ref for opener in self._policy.openers if opener.ref in self._shares]

    @property
    def is_enough(self) -> bool:
        """Whether enough openers have handed in for bids to open at all."""
        return len(self._present) >= self._policy.needed

    @property
    def is_complete(self) -> bool:
        """Whether every opener has handed in."""
        return len(self._present) == len(self._policy.openers)

    @property
    def all_come_together(self) -> bool:
        """Whether everything that is opened now can be opened with what is there."""
        return all(set(found) == set(self._parts) for _, found in self._found.values())

    @property
    def too_few_keys(self) -> Text:
        """Why nobody can open the bids."""
        return mark(
            "The bids cannot be opened: %(present)s of %(all)s openers handed in their keys, %(needed)s are needed.",
            present=len(self._present),
            all=len(self._policy.openers),
            needed=self._policy.needed,
        )

    def conclude(self) -> None:
        """Open what comes together, exclude the rest, and write the minutes."""
        uow, tender = self._uow, self._tender
        tenders.advance(uow, tender, OPENED_BY[self._sitting])
        if self._sitting is Sitting.PRICES:
            tender.prices_opened_at = uow.now
        else:
            tender.opened_at = uow.now
        for bid in self._bids:
            reason = self._open(bid)
            bid.state = BID.after(bid.state, "exclude" if reason else "admit")
            bid.excluded_because = reason.as_json() if reason else None
            uow.record("bid:open", bid, state=bid.state, sha256=bid.envelope_sha256)
        if self._sitting is not Sitting.PRICES:
            doubt_ties(uow, tender, self._bids)
        doubt_sealed_prices(uow, tender)
        openers = [opener.ref for opener in self._policy.openers]
        uow.add(
            OpeningRecord(
                tender_id=tender.id,
                sitting=self._sitting,
                at=uow.now,
                present=self._present,
                absent=[ref for ref in openers if ref not in self._shares],
                liars=[ref for ref in openers if ref in self._liars],
                bids=[{"bid": bid.ref, "sha256": bid.envelope_sha256, "state": bid.state} for bid in self._bids],
            )
        )
        end_where_too_few_count(uow, tender)

    @cached_property
    def _found(self) -> Mapping[str, tuple[SealedBid | None, Found]]:
        return {bid.ref: self._together(bid) for bid in self._bids}

    def _together(self, bid: Bid) -> tuple[SealedBid | None, Found]:
        """The sealed bid as it was received, and the keys that come together; neither where it is another."""
        written = self._uow.session.scalars(
            select(Envelope.ciphertext).where(Envelope.bid_id == bid.id, Envelope.number == bid.envelopes)
        ).one()
        sealed = self._read(bid, written)
        if sealed is None:
            return None, dict.fromkeys(self._parts, b"")
        panel = self._panel(sealed)
        found = {}
        for name in self._parts:
            dek = self._sealing.combined(panel.panel, sealed.parts[name], self._handed_in(bid, name, panel))
            if dek is not None:
                found[name] = dek
        return sealed, found

    def _read(self, bid: Bid, written: bytes) -> SealedBid | None:
        """None where the envelope is not one that the closing froze, or does not speak of this tender and bidder."""
        agency = self._uow.session.get_one(Organisation, bid.tenderer_id)
        if envelopes.hash_of(written) != bid.envelope_sha256 or (bid.ref, bid.envelope_sha256) not in self._frozen:
            return None
        try:
            sealed = envelopes.read(written, self._policy.panel)
        except Invalid:
            return None
        named = (sealed.context["tender"], sealed.context["bidder"])
        is_ours = named == (self._tender.ref, agency.ref) and sealed.context["policy"] in self._policies
        return sealed if is_ours else None

    def _panel(self, sealed: SealedBid) -> Policy:
        return self._policies[sealed.context["policy"]]

    def _handed_in(self, bid: Bid, part: str, policy: Policy) -> dict[int, Pads]:
        return {
            number: shares.pads_for(self._shares[opener.ref], bid.ref, part, policy.panel)
            for number, opener in enumerate(policy.openers)
            if opener.ref in self._shares
        }

    def _open(self, bid: Bid) -> Text | None:
        """Write down what the bid says; the reason where it cannot take part."""
        sealed, found = self._found[bid.ref]
        if sealed is None:
            return mark("The envelope is not the one that was received.")
        bid.keys = {**bid.keys, **{name: dek.hex() for name, dek in found.items()}}
        texts, is_honest = self._texts(bid, sealed, found)
        if len(nonce := texts.get(NONCE, b"")) == NONCE_BYTES:
            bid.nonce = nonce.hex()
        if not is_honest:
            return mark("The bid was not sealed alike for all openers.")
        return self._write(bid, texts)

    def _texts(self, bid: Bid, sealed: SealedBid, found: Found) -> tuple[dict[str, bytes], bool]:
        """Part by part what it says, and whether the bidder sealed the same for everybody; notes openers who lied."""
        policy, texts, is_honest = self._panel(sealed), {}, True
        for name, dek in found.items():
            context, part = sealed.context_of(name), sealed.parts[name]
            if self._sealing.is_honest(policy.panel, context, part, dek):
                lied = self._sealing.liars(policy.panel, context, part, dek, self._handed_in(bid, name, policy))
                self._liars |= {policy.openers[number].ref for number in lied}
            else:
                is_honest = False
            try:
                texts[name] = self._sealing.opened(context, part, dek)
            except SealBroken:
                continue
        return texts, is_honest

    def _write(self, bid: Bid, texts: Mapping[str, bytes]) -> Text | None:
        """Write down what this sitting opens."""
        if set(texts) != set(self._parts):
            return mark("The envelope does not open.")
        try:
            words = rules.read_proposal(texts[PROPOSAL]) if PROPOSAL in texts else None
            price, rate = rules.read_quote(texts[PRICE]) if PRICE in texts else (None, None)
        except ValueError:
            return mark("What the envelope holds is not a bid.")
        foreign = self._write_down(bid, *words) if words else None
        if foreign is None and PRICE in texts:
            bid.price = price
            if rate is not None:
                bid.discount_rate, bid.price = rate.hundredths, rules.price_at(self._tender.ceiling, rate)
            return notice_fault(self._tender, price, rate)
        return foreign

    def _write_down(self, bid: Bid, proposal: str, files: tuple[Enclosure, ...]) -> Text | None:
        own = select(SealedFile.storage_key, SealedFile.sha256).where(
            SealedFile.tender_id == bid.tender_id, SealedFile.tenderer_id == bid.tenderer_id
        )
        handed_in = {(key, sha256) for key, sha256 in self._uow.session.execute(own)} if files else set()
        if not {(file.storage_key, file.sealed_sha256) for file in files} <= handed_in:
            return mark("The bid names a file that was not handed in with it.")
        bid.proposal, bid.files = proposal, [dict(file.as_json()) for file in files]
        return None


def notice_fault(tender: Tender, price: Money | None, rate: Rate | None) -> Text | None:
    """What in an opened bid the notice does not allow; a bidder's device has checked the same before sealing."""
    asked = sealed_bids.asked(tender)
    if (rate is not None) != asked.by_rate:
        return mark("The notice asks for a discount rate.") if asked.by_rate else mark("The notice asks for a price.")
    if rate is not None:
        is_worth_nothing = not rules.price_at(tender.ceiling, rate)
        return mark("Nothing is left of the price at this rate.") if is_worth_nothing else None
    if asked.price_is_fixed:
        return None if price is None else mark("A price was offered though the notice fixes it.")
    if price is None or price > tender.ceiling:
        return mark("The price is above the ceiling of %(ceiling)s.", ceiling=tender.ceiling)
    return None
