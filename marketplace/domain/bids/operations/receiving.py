"""Receiving a sealed bid: what many do at the last moment, so every question to the database counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, bindparam, delete, select

from marketplace.domain.bids import envelopes, rules, sides
from marketplace.domain.bids.events import BidReceived
from marketplace.domain.bids.models import Bid, BidDraft, Commitment, Envelope
from marketplace.domain.bids.operations import bidders
from marketplace.domain.bids.sides import TIES, Ties
from marketplace.domain.bids.states import BID, SealedBy
from marketplace.domain.log import operations as log
from marketplace.domain.openers.panels import Panel
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import ClaimState
from marketplace.domain.tenders import moves, policies
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.policies import CURRENT_SHA256
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

_CHANGED = mark("The notice was changed since the bid was sealed. Read it again and seal anew.")


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands of a tender and of one agency's bid in it, under the tender's lock."""

    policy: str | None
    """The digest of the one in force."""
    bid_id: int | None
    envelopes: int | None
    has_draft: bool
    ties: Ties


def _own(model: type[Bid | BidDraft]) -> ColumnElement[bool]:
    return and_(model.tender_id == bindparam("tender"), model.tenderer_id == Organisation.id)


_FOUND = (
    select(
        Organisation.ref,
        CURRENT_SHA256,
        Bid.id,
        Bid.envelopes,
        select(BidDraft.number).where(_own(BidDraft)).exists(),
        *TIES,
    )
    .select_from(Organisation)
    .outerjoin(Bid, _own(Bid))
    .where(Organisation.ref.in_(bindparam("agencies", expanding=True)))
)


def submit(
    uow: UnitOfWork,
    tender_ref: str,
    agency_ref: str,
    written: bytes,
    *,
    sealed_by: SealedBy,
    after: int = 0,
    commitment: str | None = None,
) -> Envelope:
    """Receive a sealed bid, or one that replaces it. `after` is the number of envelopes the bidder knows of.

    `written` is an envelope (`envelopes`) that names this tender, this agency and the policy now in force; nobody here
    can read it (else Invalid, or Conflict where the openers or the deadline were changed meanwhile).

    While nobody has confirmed who stands behind the agency's credit code, the bid needs a signed `commitment`: the
    version of `rules.COMMITMENTS` that was shown (else Invalid, field ``commitment``). Nobody else is asked.

    A replayed request therefore meets a Conflict instead of being received twice. The receipt's time is `uow.now`, read
    under the tender's lock and compared with the deadline.
    """
    agency = bidders.hold(uow, agency_ref)
    bound_to = envelopes.read_under(written, lambda policy: _panel(uow, policy)).context
    sha256 = envelopes.hash_of(written)
    tender = uow.claim(Tender, tender_ref, "tender:see")  # from here on the others wait
    bidders.is_asked(tender, agency)
    bidders.takes_bids(uow, tender)
    found = _found(uow, tender, agency_ref)
    sides.refuse(found.ties)
    if agency.claim is ClaimState.UNVERIFIED and commitment != rules.COMMITMENT:
        raise Invalid(fields={"commitment": mark("Sign the written commitment, or have your credit code confirmed.")})
    bidders.meets_what_is_asked(uow, tender, agency)
    _is_for_now(uow, tender, agency, found.policy, bound_to)
    if (found.envelopes or 0) != after:
        raise Conflict(
            mark("This bid was received already, or a colleague has replaced it. Look at the latest receipt.")
        )
    bid = _bid_of(uow, tender, agency, found.bid_id)
    bid.envelopes += 1
    bid.submitted_by = uow.actor.user_id or 0
    bid.received_at, bid.envelope_sha256, bid.withdrawn_at = uow.now, sha256, None
    envelope = Envelope(
        bid=bid,
        number=bid.envelopes,
        ciphertext=written,
        sha256=sha256,
        sealed_by=sealed_by,
        received_at=uow.now,
        submitted_by=bid.submitted_by,
    )
    if found.bid_id is None:
        uow.put_last(bid)
    uow.put_last(envelope, bid_id=bid)
    if agency.claim is ClaimState.UNVERIFIED:
        _sign_commitment(uow, bid, envelope, rules.COMMITMENT)
    if found.has_draft:
        uow.session.execute(delete(BidDraft).where(BidDraft.tender_id == tender.id, BidDraft.tenderer_id == agency.id))
    leaf = log.append_leaf(uow, tender, sha256)
    uow.record("bid:submit", bid, number=bid.envelopes, sha256=sha256, sealed_by=sealed_by, logged=leaf.logged)
    uow.emit(BidReceived(bid.ref, sha256))
    return envelope


def _sign_commitment(uow: UnitOfWork, bid: Bid, envelope: Envelope, version: str) -> None:
    uow.put_last(
        Commitment(
            version=version,
            text=str(rules.COMMITMENTS[version]),
            signed_by=envelope.submitted_by,
            signed_at=uow.now,
        ),
        envelope_id=envelope,
    )
    uow.record("bid:commit", bid, number=envelope.number, version=version)


def _panel(uow: UnitOfWork, policy: str) -> Panel:
    panel = policies.panel_of(uow.session, policy)
    if panel is None:
        raise Conflict(_CHANGED)
    return panel


def _found(uow: UnitOfWork, tender: Tender, agency_ref: str) -> _Found:
    """What stands of this agency, asked once for all that act together: of each of them, this is the only act."""
    if not uow.company:
        return _ask(uow, tender, [agency_ref])[agency_ref]
    return uow.once(("found", tender.ref), lambda: _ask(uow, tender, uow.company))[agency_ref]


def _ask(uow: UnitOfWork, tender: Tender, agencies: Sequence[str]) -> Mapping[str, _Found]:
    asked = sides.tie_values(tender, uow.now) | {"agencies": agencies}
    return {
        ref: _Found(policy, bid_id, number, has_draft, Ties(*ties))
        for ref, policy, bid_id, number, has_draft, *ties in uow.session.connection().execute(_FOUND, asked)
    }


def _bid_of(uow: UnitOfWork, tender: Tender, agency: Organisation, bid_id: int | None) -> Bid:
    """The bid that is replaced, or a new one, not written yet."""
    if bid_id is None:
        return Bid(ref=uow.new_ref("B"), tender_id=tender.id, tenderer_id=agency.id, state=BID.initial, envelopes=0)
    bid = uow.lock(Bid, bid_id)
    bid.state = BID.after(bid.state, "replace")
    return bid


def _is_for_now(
    uow: UnitOfWork, tender: Tender, agency: Organisation, policy: str | None, bound_to: Mapping[str, str]
) -> None:
    """The envelope is this agency's, for this tender, sealed to the openers under the policy now in force.

    Where only the deadline was moved, for an outage or a question, what was sealed before is taken as it is.
    """
    if (bound_to["tender"], bound_to["bidder"]) != (tender.ref, agency.ref):
        raise Invalid(mark("This sealed bid is for another tender or another agency. Seal one for this."))
    if bound_to["policy"] != policy and bound_to["policy"] not in moves.accepted(uow.session, tender):
        raise Conflict(_CHANGED)
