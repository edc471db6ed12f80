"""The sentences the policy page is written in: pure functions of an actor and the facts of an object."""

from collections.abc import Callable

from marketplace.kernel.actor import Actor, Role
from marketplace.policy.facts import Facts

Predicate = Callable[[Actor, Facts], bool]


_DEPARTMENTS = frozenset({Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER, Role.LEGAL_OFFICER})


def anyone(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 - every predicate has this shape
    """No condition."""
    return True


def the_public_may_see_it(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """The object is published."""
    return facts.is_public


def is_for_departments(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """An agency handed it in so that departments can check what it states."""
    return facts.is_for_departments


def is_signed_in(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """A person with an account."""
    return actor.user_id is not None


def is_the_platform(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """The platform acting by the clock."""
    return actor.is_platform


def is_an_operator(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """Runs the platform."""
    return actor.has(Role.OPERATOR)


def is_a_regulator(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """Supervises the market."""
    return actor.has(Role.REGULATOR)


def is_that_person(actor: Actor, facts: Facts) -> bool:
    """The account is the actor's own."""
    return actor.user_id is not None and actor.user_id == facts.user_id


def belongs_to_the_organisation(actor: Actor, facts: Facts) -> bool:
    """Member of the organisation in any role."""
    return actor.sits(facts.organisation_id)


def is_outside_the_organisation(actor: Actor, facts: Facts) -> bool:
    """No member of the organisation."""
    return not actor.sits(facts.organisation_id)


def is_an_administrator_of_the_organisation(actor: Actor, facts: Facts) -> bool:
    """Administrator of the organisation."""
    return actor.administers(facts.organisation_id)


def is_shown_a_persons_own(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """The object is one person's, not an organisation's."""
    return facts.user_id is not None


def works_for_the_buyer(actor: Actor, facts: Facts) -> bool:
    """Member of the buying department in any role."""
    return actor.sits(facts.buyer_id)


def is_not_of_the_buyer(actor: Actor, facts: Facts) -> bool:
    """Recusal: not a member, in any role, of the buying department."""
    return not actor.sits(facts.buyer_id)


def works_for_a_department(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """Member of any department in any role; whoever buys with own funds is no department."""
    return any(seat.role in _DEPARTMENTS and not seat.on_own_account for seat in actor.seats)


def works_for_the_supplier(actor: Actor, facts: Facts) -> bool:
    """Member of the agency whose bid, award or contract it is."""
    return actor.sits(facts.supplier_id, Role.AGENCY_MEMBER)


def is_not_of_the_respondent(actor: Actor, facts: Facts) -> bool:
    """Recusal: not a member, in any role, of the organisation complained of."""
    return not actor.sits(facts.respondent_id)


def is_for_the_buyer_to_answer(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """A proposal waits for the buying department."""
    return facts.asked_id is not None and facts.asked_id == facts.buyer_id


def is_for_the_supplier_to_answer(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """A proposal waits for the agency."""
    return facts.asked_id is not None and facts.asked_id == facts.supplier_id


def is_bought_privately(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """A private buyer buys for itself: no law asks it for four eyes."""
    return facts.is_private


def is_paid_from_a_budget(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """A department's budget line pays."""
    return not facts.own_funds


def is_paid_with_own_funds(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """The buyer pays with funds of its own: whoever is paid says whether the money came."""
    return facts.own_funds


def works_for_an_agency_that_may_bid(actor: Actor, facts: Facts) -> bool:
    """Member of an agency whose registration has passed."""
    return facts.may_bid and actor.sits(facts.organisation_id, Role.AGENCY_MEMBER)


def _buyer_role(role: Role) -> Predicate:
    def holds(actor: Actor, facts: Facts) -> bool:
        return actor.sits(facts.buyer_id, role)

    holds.__name__ = f"is_{role}_of_the_buyer"
    return holds


is_drafter_of_the_buyer = _buyer_role(Role.DRAFTER)
is_approver_of_the_buyer = _buyer_role(Role.APPROVER)
is_evaluator_of_the_buyer = _buyer_role(Role.EVALUATOR)
is_finance_officer_of_the_buyer = _buyer_role(Role.FINANCE_OFFICER)
is_legal_officer_of_the_buyer = _buyer_role(Role.LEGAL_OFFICER)


def is_not_who(deed: str) -> Predicate:
    """Four eyes: another person than the one who did `deed`."""

    def differs(actor: Actor, facts: Facts) -> bool:
        return actor.user_id is not None and actor.user_id not in facts.done_by.get(deed, ())

    differs.__name__ = f"is_not_who_{deed}_it"
    return differs


def is_who(deed: str) -> Predicate:
    """The person who did `deed`."""

    def did(actor: Actor, facts: Facts) -> bool:
        return actor.user_id is not None and actor.user_id in facts.done_by.get(deed, ())

    did.__name__ = f"is_who_{deed}_it"
    return did
