"""Complaints, organisations and their people, and what has no states."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from marketplace.cli.who_may.prototypes import BUYER, CONCERNED, OFFICER_OF_THE_CASE, SUPPLIER, Who
from marketplace.cli.who_may.things import Action, Thing
from marketplace.domain.complaints.states import COMPLAINT, ComplaintState
from marketplace.domain.openers.states import OPENER
from marketplace.domain.organisations.certificates import CERTIFICATE
from marketplace.domain.organisations.states import CLAIM, DISPUTE, INVITATION, REGISTRATION, OrganisationState
from marketplace.policy.facts import Facts

O = OrganisationState  # noqa: E741 - as in organisation
IN_HAND = frozenset(
    {ComplaintState.TAKEN, ComplaintState.STATEMENT_ASKED, ComplaintState.DECIDED, ComplaintState.PUBLISHED}
)
"""A case that has an officer."""
HEARD = IN_HAND - {ComplaintState.TAKEN}
ALL_AGENCY_STATES = (O.SUBMITTED, O.RETURNED, O.ACTIVE, O.WITHDRAWN)


def _complaint(state: ComplaintState) -> Facts:
    is_heard = state in HEARD
    return Facts(
        is_public=state is ComplaintState.PUBLISHED,
        buyer_id=BUYER if is_heard else None,
        supplier_id=SUPPLIER if is_heard else None,
        done_by={"took": (OFFICER_OF_THE_CASE if state in IN_HAND else None,)},
    )


def _agency(state: OrganisationState) -> Facts:
    is_active = state is OrganisationState.ACTIVE
    return Facts(
        is_public=is_active or state is OrganisationState.WITHDRAWN,
        organisation_id=SUPPLIER,
        supplier_id=SUPPLIER,
        may_bid=is_active,
    )


def _department(state: OrganisationState) -> Facts:
    """The seats of a dissolved one are its successor's."""
    is_active = state is OrganisationState.ACTIVE
    return Facts(is_public=True, organisation_id=BUYER, buyer_id=BUYER) if is_active else Facts(is_public=True)


def _dispute(_state: StrEnum) -> Facts:
    return Facts(user_id=CONCERNED, done_by={"claimed": (CONCERNED,), "defended": ()})


THINGS: tuple[Thing, ...] = (
    Thing(
        "complaint",
        COMPLAINT,
        _complaint,
        (
            Action("complaint:examine", states=tuple(ComplaintState)),
            Action("complaint:check", ("take",), what="take up"),
            Action("complaint:check", ("ask_supplement",), what="ask for a supplement"),
            Action(
                "complaint:check", ("not_accept",), what="not accept", needs=dict.fromkeys(IN_HAND, "complaint:decide")
            ),
            Action("complaint:check", ("transfer",), what="transfer", needs=dict.fromkeys(IN_HAND, "complaint:decide")),
            Action("complaint:decide", ("ask_statement",), what="ask for a statement"),
            Action("complaint:state", ("state",), why="Whichever side is complained of."),
            Action("complaint:decide", ("decide",), what="decide", why="The time for the statement is over."),
            Action("complaint:decide", ("publish",), what="publish"),
            Action("complaint:decide", ("withhold",), what="withhold"),
            Action(
                "complaint:follow", ("supplement",), what="supplement", why="With the code that the filer was given."
            ),
            Action("complaint:follow", ("withdraw",), what="withdraw", why="With the code that the filer was given."),
            Action("complaint:mark_overdue", states=tuple(ComplaintState)),
        ),
    ),
    Thing(
        "registration of an agency",
        REGISTRATION,
        _agency,
        (
            Action("organisation:check", ("pass",), what="pass"),
            Action("organisation:check", ("return",), what="return"),
            Action("organisation:pass_on_timeout", ("pass",), why="The time for the check is over."),
            Action("organisation:correct", ("correct",), what="send again"),
            Action("organisation:correct", states=ALL_AGENCY_STATES, what="profile"),
            Action("organisation:offer_services", states=(O.ACTIVE,)),
            Action("organisation:keep_evidence", states=(O.ACTIVE,)),
            Action("organisation:note_news", states=ALL_AGENCY_STATES),
            Action("organisation:see_evidence", states=ALL_AGENCY_STATES),
            Action("organisation:commit", states=(O.ACTIVE,)),
            Action("organisation:dispute", states=ALL_AGENCY_STATES),
            Action("organisation:manage_members", states=ALL_AGENCY_STATES),
            Action("organisation:seat_member", states=ALL_AGENCY_STATES),
            Action("organisation:leave", states=ALL_AGENCY_STATES, why="Another administrator stays."),
            Action("organisation:withdraw", ("withdraw",), why="Nothing binds the agency."),
            Action("organisation:rejoin", ("rejoin",)),
        ),
        states=ALL_AGENCY_STATES,
    ),
    Thing(
        "certificate",
        CERTIFICATE,
        lambda _validity: _agency(O.ACTIVE),
        (),
        follows={
            "take_off": "organisation:keep_evidence",
            **dict.fromkeys(("begin", "warn", "expire"), "organisation:note_news"),
        },
    ),
    Thing(
        "department",
        REGISTRATION,
        _department,
        (
            Action("tender:draft", states=(O.ACTIVE,)),
            Action("budget:import", states=(O.ACTIVE,)),
            Action("organisation:manage_members", states=(O.ACTIVE,)),
            Action("organisation:dissolve", ("dissolve",)),
        ),
        states=(O.ACTIVE, O.DISSOLVED),
    ),
    Thing(
        "claim to a credit code",
        CLAIM,
        lambda _state: _agency(O.ACTIVE),
        (Action("organisation:verify", ("verify",)),),
        follows={"transfer": "dispute:decide"},
    ),
    Thing(
        "key of an opener",
        OPENER,
        lambda _state: Facts(user_id=CONCERNED, organisation_id=BUYER),
        (
            Action("opener:challenge", ("challenge",)),
            Action("opener:prove", ("prove",), why="With what the key reads out of the challenge."),
            Action("opener:retire", ("retire",)),
        ),
    ),
    Thing(
        "dispute about a credit code",
        DISPUTE,
        _dispute,
        (
            Action("dispute:decide", ("uphold", "reject")),
            Action("dispute:withdraw", ("withdraw",)),
        ),
    ),
    Thing(
        "invitation",
        INVITATION,
        lambda _state: _agency(O.ACTIVE),
        (
            Action(
                "invitation:accept",
                ("accept",),
                only=(Who.SELF,),
                why="With the link of the mail and the address it went to; nobody accepts what they wrote.",
            ),
            Action("organisation:manage_members", ("revoke",), what="take back"),
            Action("invitation:issue_token", states=tuple(INVITATION.meanings)),
        ),
    ),
)

RATING = Facts(is_public=True, buyer_id=BUYER, supplier_id=SUPPLIER)

WITHOUT_A_STATE: Mapping[str, Facts] = {
    "account:try": Facts(),
    "account:edit": Facts(user_id=CONCERNED),
    "account:administer": Facts(user_id=CONCERNED),
    "account:erase": Facts(user_id=CONCERNED),
    "organisation:register": Facts(),
    "opener:enrol": Facts(organisation_id=BUYER),
    "organisation:set_up": Facts(),
    "membership:raise": replace(_agency(O.ACTIVE), done_by={"receives": (CONCERNED,)}),
    "membership:grant": replace(_agency(O.ACTIVE), done_by={"receives": (CONCERNED,)}),
    "affiliation:declare": _agency(O.ACTIVE),
    "affiliation:record": _agency(O.ACTIVE),
    "affiliation:end": Facts(is_public=True, supplier_id=SUPPLIER),
    "catalogue:maintain": Facts(),
    "calendar:maintain": Facts(),
    "regime:maintain": Facts(),
    "rating:correct": RATING,
    "rating:correct_of_buyer": RATING,
    "rating:reply": RATING,
    "rating:reply_of_buyer": RATING,
    "rating:show": RATING,
    "complaint:file": Facts(),
    "document:upload": Facts(organisation_id=SUPPLIER, user_id=CONCERNED),
    "document:see": Facts(organisation_id=SUPPLIER, buyer_id=BUYER),
    "journal:read": Facts(),
    "notice:tell": Facts(),
    "platform:operate": Facts(),
}
"""Permissions about what has no lifecycle, with the facts of one that is somebody's: the agency's, that person's."""
