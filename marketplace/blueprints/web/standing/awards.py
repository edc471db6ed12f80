"""Awards: what stands until a contract is signed by both."""

from collections.abc import Mapping, Sequence

from marketplace.blueprints.web.standing import SIGN_TERM, Duties, Duty, Standing, stand
from marketplace.blueprints.web.standing import contracts as contract_standing
from marketplace.blueprints.web.standing import objections as objection_standing
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD, ENDED, AwardState
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.objections import queries as objections
from marketplace.domain.regimes.rules import PUBLICITY
from marketplace.kernel.i18n import mark

A = AwardState

OUT_OF_IT = Duty(
    mark(
        "The provider takes no further part in this tender. "
        "The department awards to the next in rank or lets the tender fail."
    ),
)
AWARDS: Duties = {
    A.PUBLICITY: Duty(
        mark("Objections go in writing to the department. It may draw up the contract, but nobody may sign it yet."),
        mark("Anybody who objects"),
        term=mark(
            "Usually %(days)s working days from the award notice, as the regime of the tender says.", days=PUBLICITY
        ),
        then=mark("Then the award is confirmed by itself and the contract can be signed."),
    ),
    A.CONFIRMED: Duty(
        mark("Draw up the contract, so that the provider and then the department can sign it."),
        mark("A drafter or an approver of the department"),
        "contract:draw_up",
        SIGN_TERM,
        mark("Then both sides see that the signing is overdue; the award stands."),
    ),
    A.CONTRACTED: Duty(mark("Both sides now carry out the contract; its page says what is next.")),
    A.DECLINED: OUT_OF_IT,
    A.LAPSED: OUT_OF_IT,
    A.REVOKED: Duty(mark("No contract follows, and neither side owes anything. The money held for it is free.")),
    A.WITHDRAWN: OUT_OF_IT,
}
PAUSED = Duty(
    mark("Answer the objection to this award. Until then it is not confirmed and nobody signs the contract."),
    objection_standing.APPROVER,
    "objection:answer",
    objection_standing.TERM,
    objection_standing.THEN,
)
"""While an objection is not answered."""


def of_award(award: Award, contract: Contract | None) -> Standing:
    """An award; its publicity period is over when the clock says so. Once there is a contract, that goes on.

    An objection that is not answered comes before all of that.
    """
    state = award.state
    objection = objections.waiting(reading(), award.tender_id) if state is A.PUBLICITY else None
    if objection is not None:
        return stand(AWARD, state, PAUSED, award, objection.due_at)
    if state is A.PUBLICITY and now() >= award.publicity_until:
        state = A.CONFIRMED
    if state is A.PUBLICITY:
        return stand(AWARD, state, AWARDS[state], award, award.publicity_until)
    if contract is not None and state in {A.CONFIRMED, A.CONTRACTED}:
        return contract_standing.of_contract(contract, award).within(AWARD, state)
    return stand(AWARD, state, AWARDS[state], award, award.sign_by if state is A.CONFIRMED else None)


def of_awards(awards: Sequence[Award]) -> Mapping[str, Standing]:
    """By reference, each with its contract."""
    found = {award.ref: contracts.of_award(reading(), award.id) for award in awards if award.state not in ENDED}
    return {award.ref: of_award(award, found.get(award.ref)) for award in awards}
