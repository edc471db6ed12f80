"""What bidders did for the project of a tender before, in words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from marketplace.domain.tenders import projects, recusals
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.i18n import Text, mark

WORKED: Mapping[EarlierRole, Text] = {
    EarlierRole.DESIGN: mark(
        "This bidder makes or made the overall design of the same project: contract %(contract)s of the tender "
        "%(tender)s (政府采购法实施条例 Art 18)."
    ),
    EarlierRole.SPECIFICATION: mark(
        "This bidder drafts or drafted the specification of the same project: contract %(contract)s of the tender "
        "%(tender)s (政府采购法实施条例 Art 18)."
    ),
    EarlierRole.MANAGEMENT: mark(
        "This bidder manages the same project, or did: contract %(contract)s of the tender %(tender)s "
        "(政府采购法实施条例 Art 18)."
    ),
    EarlierRole.SUPERVISION: mark(
        "This bidder supervises the same project, or did: contract %(contract)s of the tender %(tender)s "
        "(政府采购法实施条例 Art 18)."
    ),
    EarlierRole.TESTING: mark(
        "This bidder tests the same project, or did: contract %(contract)s of the tender %(tender)s "
        "(政府采购法实施条例 Art 18)."
    ),
    EarlierRole.PRICE_BASIS: mark(
        "This bidder prepared tenders or the price basis of the same project: contract %(contract)s of the tender "
        "%(tender)s (招标投标法实施条例 Art 27)."
    ),
}
"""What a bidder did for the project before, under which contract on this platform."""

NAMED = mark(
    "A change of the notice names this bidder among those that worked on the project before and stay out "
    "(政府采购法实施条例 Art 18, 招标投标法实施条例 Art 27): %(why)s"
)


def against(session: Session, tender: Tender) -> Mapping[int, Sequence[Text]]:
    """What earlier work speaks against whom, found here or named by a change of the notice: ``{agency: reasons}``."""
    found: dict[int, list[Text]] = defaultdict(list)
    for agency, did in projects.earlier_work(session, tender).items():
        found[agency] += [mark(WORKED[each.role].msgid, contract=each.contract, tender=each.tender) for each in did]
    for row in recusals.of_tender(session, tender.id):
        found[row.Recusal.agency_id].append(mark(NAMED.msgid, why=row.Recusal.reason))
    return found
