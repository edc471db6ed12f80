"""The sentences the policy page is written in: pure functions of an actor and the facts of an object."""

from collections.abc import Callable

from marketplace.kernel.actor import Actor, Role
from marketplace.policy.facts import Facts

Predicate = Callable[[Actor, Facts], bool]


def anyone(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001 - every predicate has this shape
    """No condition."""
    return True


def the_public_may_see_it(actor: Actor, facts: Facts) -> bool:  # noqa: ARG001
    """The object is published."""
    return facts.is_public


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


def works_for_the_buyer(actor: Actor, facts: Facts) -> bool:
    """Member of the buying department in any role."""
    return actor.sits(facts.buyer_id)


def works_for_the_supplier(actor: Actor, facts: Facts) -> bool:
    """Member of the agency whose bid, award or contract it is."""
    return actor.sits(facts.supplier_id, Role.AGENCY_MEMBER)


def belongs_to_the_side_that_is_asked(actor: Actor, facts: Facts) -> bool:
    """Member of the organisation that is asked."""
    return actor.sits(facts.asked_id)


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


def is_not_who(deed: str) -> Predicate:
    """Four eyes: another person than the one who did `deed`."""

    def differs(actor: Actor, facts: Facts) -> bool:
        return actor.user_id is not None and actor.user_id not in facts.done_by.get(deed, ())

    differs.__name__ = f"is_not_who_{deed}_it"
    return differs
