"""What ties a bidder to the department, to another of the bidders or to the project."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import Ground
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.independence import queries as independence
from marketplace.domain.independence.rules import is_beyond_copying, ties_among
from marketplace.domain.independence.states import TieKind
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import ClaimState
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import Text, mark

TIED: Mapping[TieKind, Text] = {
    TieKind.LEGAL_REPRESENTATIVE: mark(
        "This bidder and %(other)s, which bid, too, gave the same name of their legal representative."
    ),
    TieKind.CONTROL: mark("This bidder and %(other)s bid, and one of them writes that the other holds shares in it."),
    TieKind.SHAREHOLDER: mark("This bidder and %(other)s, which bid, too, gave the name of the same shareholder."),
    TieKind.PHONE: mark("This bidder and %(other)s, which bid, too, gave the same telephone number."),
    TieKind.EMAIL: mark("This bidder and %(other)s, which bid, too, gave the same e-mail address."),
    TieKind.ADDRESS: mark("This bidder and %(other)s, which bid, too, gave the same office address."),
    TieKind.ACCOUNT: mark("This bidder and %(other)s, which bid, too, gave the same bank account."),
}
"""Who the other is, and what both say of themselves; never in which words.

招标投标法实施条例 Art 34 and 政府采购法实施条例 Art 18 for the first three, 招标投标法实施条例 Art 40 for the others.
"""

TIED_TO_SOMEBODY: Mapping[TieKind, Text] = {
    TieKind.LEGAL_REPRESENTATIVE: mark("Another bidder gave the same name of its legal representative."),
    TieKind.CONTROL: mark("Of this bidder and another bidder, one writes that the other holds shares in it."),
    TieKind.SHAREHOLDER: mark("Another bidder gave the name of the same shareholder."),
    TieKind.PHONE: mark("Another bidder gave the same telephone number."),
    TieKind.EMAIL: mark("Another bidder gave the same e-mail address."),
    TieKind.ADDRESS: mark("Another bidder gave the same office address."),
    TieKind.ACCOUNT: mark("Another bidder gave the same bank account."),
}
"""The same where bidders are still to be asked for more: whoever knows a rival then can come to terms with it.

Who bids is secret until the opening (招标投标法 Art 22), and names are read out there (Art 36); where parties then
negotiate, nobody tells one of the others (政府采购法 Art 38).
"""

AFFILIATED = mark(
    "The public register of ties says that this bidder is tied to the department that buys (优化营商环境条例 Art 43)."
)


def common(session: Session, bids: Sequence[Bid]) -> dict[str, list[dict[str, str]]]:
    """Who among those who bid is tied to whom, by what they say of themselves now: ``{bid: rows of Bid.ties}``."""
    agencies = session.execute(
        select(Bid.ref, Organisation)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.id.in_([bid.id for bid in bids]))
        .order_by(Bid.ref)
    )
    profiles = [independence.profile(ref, agency) for ref, agency in agencies]
    return {ref: [{"kind": tie.kind, "other": tie.other} for tie in ties] for ref, ties in ties_among(profiles).items()}


def is_affiliated(session: Session, tender: Tender, agency_id: int) -> bool:
    """Whether the register says now that an agency was tied to the buyer on the day on which bids were due."""
    deadline = tender.deadline_at
    return deadline is not None and independence.keeps_out(session, agency_id, tender.buyer_id, day_of(deadline))


def bidders(session: Session, bids: Sequence[Bid]) -> dict[str, Organisation]:
    """Who stands behind each of these bids, by its reference."""
    rows = session.execute(
        select(Bid.ref, Organisation)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.id.in_([bid.id for bid in bids]))
    )
    return {row.ref: row.Organisation for row in rows}


@dataclass(frozen=True, slots=True)
class Found:
    """What speaks against a bid on one ground, and whether it is sure enough to keep the bid out at once."""

    reasons: Sequence[Text]
    keeps_out: bool


def against(
    session: Session,
    tender: Tender,
    bid: Bid,
    who: Mapping[str, Organisation],
    worked: Mapping[int, Sequence[Text]],
) -> dict[Ground, Found]:
    """Ground by ground, what ties the bidder to the department, to another of the bidders or to the project.

    `who` as `bidders`, `worked` as `earlier_work.against`.
    """
    found: dict[Ground, Found] = {}
    if is_affiliated(session, tender, bid.tenderer_id):
        found[Ground.AFFILIATION] = Found([AFFILIATED], keeps_out=True)
    if bid.ties:
        found[Ground.TIED_BIDDERS] = Found(_told(tender, bid, who), keeps_out=_is_sure(bid, who))
    if reasons := worked.get(bid.tenderer_id):
        found[Ground.EARLIER_WORK] = Found(list(reasons), keeps_out=True)
    return found


def _told(tender: Tender, bid: Bid, who: Mapping[str, Organisation]) -> list[Text]:
    if notice.goes_by_rounds(tender):
        return [TIED_TO_SOMEBODY[kind] for kind in dict.fromkeys(TieKind(tie["kind"]) for tie in bid.ties)]
    return [mark(TIED[TieKind(tie["kind"])].msgid, other=who[tie["other"]].name) for tie in bid.ties]


def _is_sure(bid: Bid, who: Mapping[str, Organisation]) -> bool:
    """Both are whom they say they are, and what they have in common neither can have copied."""
    kinds: dict[str, set[TieKind]] = defaultdict(set)
    for tie in bid.ties:
        kinds[tie["other"]].add(TieKind(tie["kind"]))
    return any(
        is_beyond_copying(common) and {who[bid.ref].claim, who[other].claim} == {ClaimState.VERIFIED}
        for other, common in kinds.items()
    )
