"""Prototypes of everybody who comes to the market, for asking the policy page what it says about each."""

from enum import StrEnum

from marketplace.kernel.actor import ANYONE, PLATFORM, Actor, Role, Seat
from marketplace.policy.facts import Facts

BUYER, SUPPLIER, OTHER_BUYER, OTHER_SUPPLIER, AUTHORITY, OPERATION = range(1, 7)
"""Organisations: those of the object, others of the kind, the regulator's and the operator's."""
PARTIES = Facts(buyer_id=BUYER, supplier_id=SUPPLIER)
CONCERNED, OFFICER_OF_THE_CASE, KEEPER, SOMEBODY = range(1, 5)
"""Persons: whose own the object is, who has the case in hand, to whose key bids are sealed, anybody else."""


class Who(StrEnum):
    """Who comes; the value is the code in the tables."""

    VISITOR = "vis"
    PERSON = "per"
    SELF = "self"
    DRAFTER = "dra"
    APPROVER = "app"
    EVALUATOR = "eva"
    OFFICER = "fin"
    LEGAL_OFFICER = "law"
    AGENCY = "agy"
    AGENCY_ADMINISTRATOR = "agy adm"
    DEPARTMENT_ADMINISTRATOR = "dep adm"
    OTHER_AGENCY = "oth agy"
    OTHER_DEPARTMENT = "oth dep"
    REGULATOR = "reg"
    CASE_OFFICER = "cas"
    KEY_HOLDER = "key"
    OPERATOR = "ope"
    PLATFORM = "clock"


WORDS = {
    Who.VISITOR: "a visitor who is not signed in",
    Who.PERSON: "a signed-in person without any role",
    Who.SELF: "the person concerned: whose account, proposal or claim it is, who was invited",
    Who.DRAFTER: "a drafter of the department concerned",
    Who.APPROVER: "an approver of the department concerned",
    Who.EVALUATOR: "an evaluator of the department concerned",
    Who.OFFICER: "a finance officer of the department concerned",
    Who.LEGAL_OFFICER: "a legal officer of the department concerned",
    Who.AGENCY: "a member of the agency concerned",
    Who.AGENCY_ADMINISTRATOR: "a member of the agency concerned who administers it",
    Who.DEPARTMENT_ADMINISTRATOR: "an evaluator of the department concerned who administers it",
    Who.OTHER_AGENCY: "a member of another agency",
    Who.OTHER_DEPARTMENT: "somebody with every role of another department",
    Who.REGULATOR: "a regulator",
    Who.CASE_OFFICER: "the regulator who has taken up the case",
    Who.KEY_HOLDER: "a regulator to whose key the bids are sealed",
    Who.OPERATOR: "an operator of the platform",
    Who.PLATFORM: "the platform itself, by the clock",
}

_EVERY_ROLE = (Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER, Role.LEGAL_OFFICER)


def _one(organisation: int, *roles: Role, person: int = SOMEBODY) -> Actor:
    return Actor(person, frozenset(Seat(organisation, role) for role in roles))


def _administrator(organisation: int, role: Role) -> Actor:
    return Actor(SOMEBODY, frozenset({Seat(organisation, role, is_administrator=True)}))


_ACTORS = {
    Who.VISITOR: ANYONE,
    Who.PERSON: Actor(SOMEBODY),
    Who.SELF: Actor(CONCERNED),
    Who.DRAFTER: _one(BUYER, Role.DRAFTER),
    Who.APPROVER: _one(BUYER, Role.APPROVER),
    Who.EVALUATOR: _one(BUYER, Role.EVALUATOR),
    Who.OFFICER: _one(BUYER, Role.FINANCE_OFFICER),
    Who.LEGAL_OFFICER: _one(BUYER, Role.LEGAL_OFFICER),
    Who.AGENCY: _one(SUPPLIER, Role.AGENCY_MEMBER),
    Who.AGENCY_ADMINISTRATOR: _administrator(SUPPLIER, Role.AGENCY_MEMBER),
    Who.DEPARTMENT_ADMINISTRATOR: _administrator(BUYER, Role.EVALUATOR),
    Who.OTHER_AGENCY: _one(OTHER_SUPPLIER, Role.AGENCY_MEMBER),
    Who.OTHER_DEPARTMENT: _one(OTHER_BUYER, *_EVERY_ROLE),
    Who.REGULATOR: _one(AUTHORITY, Role.REGULATOR),
    Who.CASE_OFFICER: _one(AUTHORITY, Role.REGULATOR, person=OFFICER_OF_THE_CASE),
    Who.KEY_HOLDER: _one(AUTHORITY, Role.REGULATOR, person=KEEPER),
    Who.OPERATOR: _one(OPERATION, Role.OPERATOR),
    Who.PLATFORM: PLATFORM,
}


def actor(who: Who) -> Actor:
    """The prototype."""
    return _ACTORS[who]


IMPLIED = {
    Who.SELF: (Who.PERSON,),
    Who.AGENCY_ADMINISTRATOR: (Who.AGENCY,),
    Who.DEPARTMENT_ADMINISTRATOR: (Who.EVALUATOR,),
    Who.CASE_OFFICER: (Who.REGULATOR,),
    Who.KEY_HOLDER: (Who.REGULATOR,),
}
"""Whoever may what one of those on the right may need not be named beside them."""
