"""Closing a tender at its deadline, and opening all its bids once enough openers have handed in their keys."""

from marketplace.domain.bids import shares, ties
from marketplace.domain.bids.models import ClosingHead, KeyShare
from marketplace.domain.bids.operations.sitting import Opening, standing_bids
from marketplace.domain.bids.ports import Sealing
from marketplace.domain.bids.queries import open_by, opener_of
from marketplace.domain.bids.sittings import AWAITS_KEYS, PARTS_OF, in_question, sitting_of
from marketplace.domain.log import operations as log
from marketplace.domain.tenders import holds, notice
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import rules as tender_rules
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TENDER, HoldKind, TenderState
from marketplace.kernel.canonical import digest
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork


def close(uow: UnitOfWork, tender_ref: str) -> ClosingHead | None:
    """Freeze what was received; the first act after the deadline, by the platform or by whoever looks first.

    With fewer bids than the method needs the tender fails at once and nobody ever opens one (招标投标法实施条例 Art
    44(2), by analogy): no price becomes known, so a second attempt is fair. Returns None when it is closed already,
    and when the deadline is moved instead: nobody could reach the platform before it, or a question is not answered.
    Where it has moved for questions as often as it may and one is still not answered, the tender fails, too: on a
    notice that nobody explained, bids are not comparable.
    """
    tender = uow.claim(Tender, tender_ref, "tender:close")
    if tender.state is TenderState.ANNOUNCED:
        tenders.expire(uow, tender)
        return None
    if tender.state is not TenderState.PUBLISHED or holds.settle_deadline(uow, tender):
        return None
    if tender.deadline_at is None or uow.now < tender.deadline_at:
        raise Conflict(mark("The deadline has not passed yet."))
    standing = standing_bids(uow, tender)
    tied = ties.common(uow.session, standing)
    listed = [{"bid": bid.ref, "number": bid.envelopes, "sha256": bid.envelope_sha256} for bid in standing]
    head = uow.add(
        ClosingHead(
            tender_id=tender.id, at=uow.now, envelopes=listed, sha256=digest({"tender": tender.ref, "bids": listed})
        ),
    )
    for bid in standing:
        bid.ties = tied.get(bid.ref, [])
    tree = log.close_tree(uow, tender)
    tender.closed_at, tender.next_check_at = uow.now, None
    tenders.advance(uow, tender, "close")
    needed = notice.fewest_bids(notice.terms_of(tender), tender.regime)
    uow.record(
        "tender:closing_head",
        tender,
        sha256=head.sha256,
        bids=len(listed),
        needed=needed,
        tree_size=tree.size,
        tree_root=tree.root,
        logged=tree.logged(tender.ref),
    )
    if unanswered := holds.standing(uow.session, tender.id, HoldKind.CLOSING):
        tenders.end(uow, tender, "fail", _no_answer(unanswered[0]))
    elif len(listed) < needed:
        tenders.end(uow, tender, "fail", _too_few(len(listed), needed))
    return head


def hand_in(uow: UnitOfWork, tender_ref: str, document: object, sealing: Sealing) -> Tender:
    """What the actor's device read with the actor's key (`shares`); with the last share that is needed all bids open.

    With two envelopes that happens twice: first for the technical parts, and once the evaluators have agreed for the
    prices of the bids that are valid; shares of anything else are refused and not kept (Invalid).

    Raises Conflict before the closing and to whoever has handed in already. Every bid opens as soon as enough honest
    openers have handed in; while one does not, more are waited for, and when nobody is missing it is excluded.
    """
    tender = uow.claim(Tender, tender_ref, "tender:hand_in")
    if tender.state not in AWAITS_KEYS:
        raise Conflict(TENDER.meanings[tender.state])
    sitting = sitting_of(tender)
    opener = opener_of(uow.session, uow.actor, tender)
    if opener is None:
        raise NotFound
    if uow.session.get(KeyShare, (tender.id, opener.id, sitting)) is not None:
        raise Conflict(mark("You have handed in your keys for this tender already."))
    handed = shares.only_of(
        shares.read(document, tender.ref, opener.ref), in_question(uow.session, tender), PARTS_OF[sitting]
    )
    uow.add(KeyShare(tender_id=tender.id, opener_id=opener.id, sitting=sitting, at=uow.now, shares=handed))
    uow.record("tender:hand_in", tender, opener=opener.ref, sitting=sitting)
    opening = Opening(uow, tender, sealing)
    if opening.is_enough and (opening.all_come_together or opening.is_complete):
        opening.conclude()
    return tender


def conclude(uow: UnitOfWork, tender_ref: str, sealing: Sealing) -> Tender:
    """End an opening for which openers are still missing after its day.

    With enough shares the bids that do not come together are excluded; with fewer nobody can open any, and the tender
    fails.
    """
    tender = uow.claim(Tender, tender_ref, "tender:conclude_opening")
    if tender.state not in AWAITS_KEYS:
        raise Conflict(TENDER.meanings[tender.state])
    if (due := open_by(uow.session, tender)) is None or uow.now < due:
        raise Conflict(mark("The openers have until %(due)s to hand in their keys.", due=due))
    opening = Opening(uow, tender, sealing)
    if opening.is_enough:
        opening.conclude()
    else:
        tenders.end(uow, tender, "fail", opening.too_few_keys)
    return tender


def _no_answer(question: str) -> Text:
    return mark(
        "The department did not answer the question %(question)s, though the deadline was moved for questions "
        "%(times)s times. The bids were not opened, and never will be.",
        question=question,
        times=tender_rules.MAX_HOLDS,
    )


def _too_few(received: int, needed: int) -> Text:
    if not received:
        return mark("No bid was received.")
    return mark(
        "Bids received: %(received)s. Needed: %(needed)s. They were not opened, and never will be.",
        received=received,
        needed=needed,
    )
