"""From the draft to the award, and what happens to an award before both have signed."""

from collections.abc import Callable, Mapping

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.states import AWARD, Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.domain.unsigned import operations as unsigned
from tests.domain.life_cycle.acts.act import Act, Step, of
from tests.domain.life_cycle.purchase import Purchase
from tests.domain.market import Market


def _open(market: Market, purchase: Purchase) -> Step:
    name, ref = purchase.next_opener, purchase.tender
    return lambda uow: bids.hand_in(uow, ref, market.openers.document(uow.session, name, ref), market.house.sealing)


def _is(state: TenderState) -> Callable[[Purchase], bool]:
    return lambda purchase: purchase.state is state


def _stands(purchase: Purchase) -> bool:
    return purchase.award_state is not None and AWARD.allows(purchase.award_state, "decline")


def _is_drawn_up(purchase: Purchase) -> bool:
    return _stands(purchase) and purchase.contract_state is ContractState.DRAWN_UP


def _is_silent(purchase: Purchase) -> bool:
    until = purchase.sign_by
    return _is_drawn_up(purchase) and until is not None and until <= purchase.now


_LAPSE = of("award", unsigned.lapse, Default.CANNOT_PERFORM, "Closed down")

ACTS: Mapping[str, Act] = {
    "submit": Act("drafter", of("tender", tenders.submit)),
    "send back": Act("approver", of("tender", tenders.send_back, "Not yet"), _is(TenderState.APPROVED)),
    "approve": Act("approver", of("tender", tenders.approve)),
    "publish": Act("drafter", of("tender", tenders.publish)),
    "cancel": Act("approver", of("tender", tenders.cancel, "Plans changed"), _is(TenderState.OPENED)),
    "reissue": Act("drafter", of("tender", tenders.reissue)),
    "close": Act("platform", of("tender", bids.close)),
    "open": Act("opening", _open),
    "select": Act("drafter", of("tender", awards.select)),
    "announce": Act("approver", of("tender", awards.announce)),
    "confirm the award": Act("platform", of("award", awards.confirm)),
    "decline": Act("supplier", of("award", unsigned.decline, "No team is free"), _stands),
    "lapse": Act("drafter", _LAPSE, _stands),
    "lapse drawn up": Act("drafter", _LAPSE, _is_drawn_up),
    "lapse unsigned": Act("drafter", of("award", unsigned.lapse, Default.NOT_SIGNED, "No answer"), _is_silent, 4),
    "award the next": Act("approver", of("award", unsigned.award_next), _is(TenderState.FALLEN_THROUGH)),
    "give up": Act("approver", of("award", unsigned.give_up, "Too dear"), _is(TenderState.FALLEN_THROUGH)),
    "revoke": Act(
        "approver",
        of("tender", unsigned.revoke, "No longer needed"),
        lambda purchase: (
            TENDER.allows(purchase.state, "revoke") and purchase.contract_state is not ContractState.ACTIVE
        ),
    ),
}
