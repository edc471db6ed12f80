"""Who is told: people by their seats at the moment the news is written. An account that is closed hears nothing."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Select, select

from marketplace.domain.accounts.models import User
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids import sittings
from marketplace.domain.bids.models import Bid, BidDraft
from marketplace.domain.bids.states import BidState, Sitting
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.openers.models import Opener
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Membership
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.questions.models import QuestionAsker
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role


class Reader(NamedTuple):
    """A person, and the organisation they are told for."""

    user_id: int
    organisation_id: int


Audience = Callable[[Scene], Iterable[Reader]]


def operators(scene: Scene) -> Sequence[Reader]:
    """Whoever runs the platform."""
    return _seated(scene, Membership.role == Role.OPERATOR)


def regulators(scene: Scene) -> Sequence[Reader]:
    """Whoever may check a complaint: nobody who sits in the organisation it is about."""
    sides = (scene.complaint.respondent_id, _respondent(scene))
    theirs = select(Membership.user_id).where(Membership.organisation_id.in_(sides))
    return _seated(scene, Membership.role == Role.REGULATOR, Membership.user_id.not_in(theirs))


def the_department_complained_of(scene: Scene) -> Sequence[Reader]:
    """The approvers of the respondent, if it buys."""
    return _members(scene, [_respondent(scene)], Role.APPROVER) if scene.complaint.respondent_buys else ()


def the_agency_complained_of(scene: Scene) -> Sequence[Reader]:
    """The members of the respondent, if it bids."""
    complaint = scene.complaint
    return () if complaint.respondent_buys else _members(scene, [complaint.respondent_id], Role.AGENCY_MEMBER)


def the_agency(scene: Scene) -> Sequence[Reader]:
    """The members of the agency that registers."""
    return _members(scene, [scene.organisation.id], Role.AGENCY_MEMBER)


def the_buyer_that_registers(scene: Scene) -> Sequence[Reader]:
    """The members of the buyer with own funds that registers; of a department nobody."""
    is_buyer = scene.organisation.kind is OrganisationKind.BUYER
    return _members(scene, [scene.organisation.id], Role.DRAFTER) if is_buyer else ()


def the_claimant(scene: Scene) -> Sequence[Reader]:
    """Who disputes a credit code, where the event is for that person."""
    return _named(scene) if scene.named["user_id"] == scene.dispute.claimant_id else ()


def the_defender(scene: Scene) -> Sequence[Reader]:
    """One who sat in the disputed organisation when it happened, and need not sit there any more."""
    return _named(scene) if scene.named["user_id"] != scene.dispute.claimant_id else ()


def the_bidder(scene: Scene) -> Sequence[Reader]:
    """The members of the agency whose bid it is."""
    return _members(scene, [scene.bid.tenderer_id], Role.AGENCY_MEMBER)


def bidders(scene: Scene) -> Sequence[Reader]:
    """The members of every agency whose bid stands."""
    return _members_of(scene, _tenderers(scene, BidState.SUBMITTED, BidState.VALID, BidState.INVALID))


def bidders_in_the_running(scene: Scene) -> Sequence[Reader]:
    """The members of every agency whose opened bid takes part."""
    return _members_of(scene, _tenderers(scene, BidState.VALID))


def bidders_asked(scene: Scene) -> Sequence[Reader]:
    """The members of the agencies whose bids the step that runs asks."""
    step = rounds.current(scene.session, scene.tender.id)
    who = step.who if step else ()
    return _members_of(scene, _tenderers(scene, BidState.VALID).where(Bid.ref.in_(who)))


def bidders_of_a_cancelled_tender(scene: Scene) -> Sequence[Reader]:
    """The members of every agency whose bid stands but of the one whose award was revoked: that news says it all."""
    revoked = select(Award.supplier_id).where(Award.tender_id == scene.tender.id, Award.state == AwardState.REVOKED)
    standing = _tenderers(scene, BidState.SUBMITTED, BidState.VALID, BidState.INVALID)
    return _members_of(scene, standing.where(Bid.tenderer_id.not_in(revoked)))


def excluded_bidders(scene: Scene) -> Sequence[Reader]:
    """The members of the agencies whose bids were excluded at the sitting that an event ends."""
    is_technical = scene.named["state"] == TenderState.EVALUATING
    held = sittings.opening_records(scene.session, scene.tender.id)
    opened = [each["bid"] for one in held if (one.sitting is Sitting.TECHNICAL) is is_technical for each in one.bids]
    return _members_of(scene, _tenderers(scene, BidState.INVALID).where(Bid.ref.in_(opened)))


def drafting_agencies(scene: Scene) -> Sequence[Reader]:
    """The members of the agencies that have saved a bid and not submitted it."""
    return _members_of(scene, select(BidDraft.tenderer_id).where(BidDraft.tender_id == scene.tender.id))


def the_drafting_agency(scene: Scene) -> Sequence[Reader]:
    """The members of the one agency an event names beside the tender."""
    return _members(scene, [scene.agency.id], Role.AGENCY_MEMBER)


def invited_bidders(scene: Scene) -> Sequence[Reader]:
    """The members of the agencies whose bid counts only when it is sent or confirmed again."""
    return _members_of(scene, _tenderers(scene, BidState.INVITED_AGAIN))


def the_asker(scene: Scene) -> Sequence[Reader]:
    """The members of the agency that asked the question; nobody else is told that they did."""
    asker = scene.session.get_one(QuestionAsker, scene.question.id)
    return _members(scene, [asker.organisation_id], Role.AGENCY_MEMBER)


def the_doubted(scene: Scene) -> Sequence[Reader]:
    """The members of the agency against whose bid something speaks."""
    bid = scene.session.get_one(Bid, scene.doubt.bid_id)
    return _members(scene, [bid.tenderer_id], Role.AGENCY_MEMBER)


def the_objector(scene: Scene) -> Sequence[Reader]:
    """The members of the agency that objected."""
    return _members(scene, [scene.objection.objector_id], Role.AGENCY_MEMBER)


def every_regulator(scene: Scene) -> Sequence[Reader]:
    """Whoever supervises the market, but nobody of the department that is late."""
    theirs = select(Membership.user_id).where(Membership.organisation_id == _buyer(scene))
    return _seated(scene, Membership.role == Role.REGULATOR, Membership.user_id.not_in(theirs))


def every_supervisor(scene: Scene) -> Sequence[Reader]:
    """Whoever supervises the market, but nobody of the agency it is about."""
    theirs = select(Membership.user_id).where(Membership.organisation_id == scene.organisation.id)
    return _seated(scene, Membership.role == Role.REGULATOR, Membership.user_id.not_in(theirs))


def the_winner(scene: Scene) -> Sequence[Reader]:
    """The members of the agency that was awarded the tender."""
    return _members(scene, [scene.award.supplier_id], Role.AGENCY_MEMBER)


def the_losers(scene: Scene) -> Sequence[Reader]:
    """The members of the agencies whose opened bids were not chosen."""
    opened = _tenderers(scene, BidState.VALID, BidState.INVALID)
    return _members_of(scene, opened.where(Bid.tenderer_id != scene.award.supplier_id))


def the_supplier(scene: Scene) -> Sequence[Reader]:
    """The members of the agency whose contract it is."""
    return _members(scene, [scene.contract.supplier_id], Role.AGENCY_MEMBER)


def drafters(scene: Scene) -> Sequence[Reader]:
    """Of the department that buys."""
    return _members(scene, [_buyer(scene)], Role.DRAFTER)


def approvers(scene: Scene) -> Sequence[Reader]:
    """Of the department that buys."""
    return _members(scene, [_buyer(scene)], Role.APPROVER)


def evaluators(scene: Scene) -> Sequence[Reader]:
    """Of the department that buys."""
    return _members(scene, [_buyer(scene)], Role.EVALUATOR)


def the_released(scene: Scene) -> Sequence[Reader]:
    """The evaluator whom an event names, told for the department that buys."""
    active = select(User.id).where(User.id == scene.named["user_id"], User.active)
    return [Reader(user_id, _buyer(scene)) for user_id in scene.session.scalars(active)]


def finance_officers(scene: Scene) -> Sequence[Reader]:
    """Of the department that buys."""
    return _members(scene, [_buyer(scene)], Role.FINANCE_OFFICER)


def legal_officers(scene: Scene) -> Sequence[Reader]:
    """Of the department that buys."""
    return _members(scene, [_buyer(scene)], Role.LEGAL_OFFICER)


def second_officers(scene: Scene) -> Sequence[Reader]:
    """Those of the department who confirm a payment; nobody where the buyer pays out of funds of its own."""
    return finance_officers(scene) if scene.payment.budget_line_id else ()


def the_supplier_paid_with_own_funds(scene: Scene) -> Sequence[Reader]:
    """The members of the agency that says whether the money came; nobody where a budget line pays."""
    return () if scene.payment.budget_line_id else the_supplier(scene)


def openers(scene: Scene) -> Sequence[Reader]:
    """Those whose keys the bids are sealed to, each told for the organisation the key is held for."""
    policy = policies.current(scene.session, scene.tender.id)
    return _keepers(scene, [opener.ref for opener in policy.openers] if policy else [])


def the_opener(scene: Scene) -> Sequence[Reader]:
    """Whose key it is."""
    return _keepers(scene, [scene.opener.ref])


def together(*audiences: Audience) -> Audience:
    """All of these."""
    return lambda scene: [reader for audience in audiences for reader in audience(scene)]


def without(audience: Audience, did_it: Callable[[Scene], Collection[int | None]]) -> Audience:
    """All of these but who did what comes before (four eyes)."""
    return lambda scene: [reader for reader in audience(scene) if reader.user_id not in did_it(scene)]


def _keepers(scene: Scene, refs: Collection[str]) -> Sequence[Reader]:
    rows = scene.session.execute(
        select(Opener.user_id, Opener.organisation_id)
        .join(User, User.id == Opener.user_id)
        .where(Opener.ref.in_(refs), User.active)
        .order_by(Opener.id)
    )
    return [Reader(row.user_id, row.organisation_id) for row in rows]


def _respondent(scene: Scene) -> int:
    """Who answers a complaint: a dissolved department's successor in its place."""
    return succession.present_id(scene.session, scene.complaint.respondent_id or 0)


def _buyer(scene: Scene) -> int:
    """The department that buys, or whoever carries it on."""
    return succession.present_id(scene.session, scene.tender.buyer_id)


def _tenderers(scene: Scene, *states: BidState) -> Select[int]:
    return select(Bid.tenderer_id).where(Bid.tender_id == scene.tender.id, Bid.state.in_(states))


def _members_of(scene: Scene, agencies: Select[int]) -> Sequence[Reader]:
    return _seated(scene, Membership.organisation_id.in_(agencies), Membership.role == Role.AGENCY_MEMBER)


def _members(scene: Scene, organisations: Collection[int | None], role: Role) -> Sequence[Reader]:
    return _seated(scene, Membership.organisation_id.in_(organisations), Membership.role == role)


def the_searcher(scene: Scene) -> Sequence[Reader]:
    """Whose saved search it is, of no organisation."""
    active = select(User.id).where(User.id == scene.named["user_id"], User.active)
    return [Reader(user_id, 0) for user_id in scene.session.scalars(active)]


def _named(scene: Scene) -> Sequence[Reader]:
    active = select(User.id).where(User.id == scene.named["user_id"], User.active)
    return [Reader(user_id, scene.organisation.id) for user_id in scene.session.scalars(active)]


def _seated(scene: Scene, *conditions: object) -> Sequence[Reader]:
    rows = scene.session.execute(
        select(Membership.user_id, Membership.organisation_id)
        .join(User, User.id == Membership.user_id)
        .where(User.active, *conditions)  # type: ignore[arg-type]  # conditions are SQL expressions
        .order_by(Membership.user_id, Membership.organisation_id)
    )
    return [Reader(row.user_id, row.organisation_id) for row in rows]
