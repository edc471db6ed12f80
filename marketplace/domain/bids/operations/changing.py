"""What a corrigendum does to the bids that are there: which are invited again, and how one stands all the same."""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.operations.bidders import meets_what_is_asked, takes_bids
from marketplace.domain.bids.operations.sitting import standing_bids
from marketplace.domain.bids.panel import opens_with_the_panel
from marketplace.domain.bids.states import BID
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import holds
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.writing import same_version
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def amend(
    uow: UnitOfWork, tender_ref: str, reason: str, version: int, changes: Amendment, *, asks_again: bool = False
) -> Tender:
    """Change the notice, as `tenders.amend`, and look at the bids that are there.

    A bid whose agency does not have what is now asked for is invited again, with `asks_again` every one: it counts only
    when its agency confirms it or sends another. All others stand as they are.
    """
    claimed = uow.claim(Tender, tender_ref, "tender:amend")
    same_version(claimed, version)
    _settle(uow, claimed)
    tender = tenders.amend(uow, tender_ref, reason, claimed.version, changes)
    for bid in standing_bids(uow, tender):
        if asks_again or not _still_meets(uow, tender, bid):
            _invite_again(uow, bid)
    return tender


def change_files(
    uow: UnitOfWork,
    tender_ref: str,
    reason: str,
    added: Sequence[StoredFile],
    removed: Sequence[str],
    *,
    asks_again: bool = False,
) -> Tender:
    """Change the files of the notice, as `tenders.change_files`; with `asks_again` every bid is invited again."""
    _settle(uow, uow.claim(Tender, tender_ref, "tender:amend"))
    tender = tenders.change_files(uow, tender_ref, reason, added, removed)
    for bid in standing_bids(uow, tender) if asks_again else ():
        _invite_again(uow, bid)
    return tender


def change_recusals(
    uow: UnitOfWork, tender_ref: str, reason: str, named: Named | None, lifted: Sequence[str]
) -> Tender:
    """Change who stays out for earlier work, as `tenders.change_recusals`.

    The bid of an agency that is named now stays sealed with the others. At the opening it is excluded with the reason,
    and its agency is heard (`doubting.doubt_ties`): nobody is shut out unheard, and nobody learns before that it bid.
    """
    _settle(uow, uow.claim(Tender, tender_ref, "tender:amend"))
    return tenders.change_recusals(uow, tender_ref, reason, named, lifted)


def replace_opener(uow: UnitOfWork, tender_ref: str, leaving: str, coming: str, reason: str) -> Tender:
    """Name another opener, as `tenders.replace_opener`; bids that were sealed to the old panel must be sent again."""
    _settle(uow, uow.claim(Tender, tender_ref, "tender:amend"))
    tender = tenders.replace_opener(uow, tender_ref, leaving, coming, reason)
    for bid in standing_bids(uow, tender):
        _invite_again(uow, bid)
    return tender


def confirm(uow: UnitOfWork, bid_ref: str) -> Bid:
    """Let a bid that was invited again stand under the changed notice as it was sealed.

    Raises Conflict where it is sealed to openers who open no more, Invalid while the agency lacks what is asked for.
    """
    tender_id = uow.session.scalar(select(Bid.tender_id).where(Bid.ref == bid_ref))
    if tender_id is None:
        raise NotFound
    tender = uow.lock(Tender, tender_id)
    bid = uow.claim(Bid, bid_ref, "bid:confirm")
    takes_bids(uow, tender)
    bid.state = BID.after(bid.state, "confirm")
    if not opens_with_the_panel(uow.session, bid, tender):
        raise Conflict(mark("The openers were changed since the bid was sealed. Seal and send it again."))
    meets_what_is_asked(uow, tender, uow.session.get_one(Organisation, bid.tenderer_id))
    uow.record("bid:confirm", bid)
    return bid


def _settle(uow: UnitOfWork, tender: Tender) -> None:
    """Move a deadline that an outage or a question moves, before anybody is told that it has passed."""
    holds.settle_deadline(uow, tender)
    uow.flush()


def _invite_again(uow: UnitOfWork, bid: Bid) -> None:
    bid.state = BID.after(bid.state, "invite_again")
    uow.record("bid:invite_again", bid)


def _still_meets(uow: UnitOfWork, tender: Tender, bid: Bid) -> bool:
    try:
        meets_what_is_asked(uow, tender, uow.session.get_one(Organisation, bid.tenderer_id))
    except Invalid:
        return False
    return True
