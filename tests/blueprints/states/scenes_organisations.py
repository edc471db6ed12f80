"""Registrations, claims to credit codes, disputes about them and invitations in every state."""

from collections.abc import Callable, Mapping
from datetime import date

from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import Role
from marketplace.wiring import OPEN_BUSINESS
from tests.blueprints.states.scene import NOBODY, Scene, Scenes, View
from tests.domain.market import ITEM, Market
from tests.evidence import show

CHECKED_BY = "the end of 4 Mar 2026"
"""Two working days from Monday the 2nd."""
EXPIRES = "9 Mar 2026, 09:00"
"""Seven days from Monday the 2nd, nine o'clock."""

OWN, CHECK, KEPT = "/supplier/agencies/{agency}", "/admin/registrations/{agency}", "/admin/organisations/{agency}"
CLAIM, DISPUTE, OWN_DISPUTE = KEPT + "/claim", "/admin/disputes/{dispute}", "/supplier/disputes/{dispute}"
INVITATION = "/account/invitations/{token}"
OPERATOR = "An operator, but not one who registered it"
VERIFIER = "An operator who is neither a member nor the one who registered it"
UNCHANGED = "The provider's members stay as they are"


def submitted(market: Market) -> Mapping[str, str]:
    market.person("newcomer")
    with market.acting("newcomer") as uow:
        made = organisations.register_agency(
            uow, market.particulars("newcomer", "91"), services=[ITEM], has_committed=True, slug="n"
        )
        return {"agency": made.ref}


def returned(market: Market) -> Mapping[str, str]:
    refs = submitted(market)
    with market.acting("operator") as uow:
        organisations.return_for_correction(uow, refs["agency"], "名称不符")
    return refs


def active(market: Market) -> Mapping[str, str]:
    return {"agency": market.refs["agency1"]}


def withdrawn(market: Market) -> Mapping[str, str]:
    with market.acting("agency1") as uow:
        return {"agency": organisations.withdraw(uow, market.refs["agency1"], OPEN_BUSINESS).ref}


def dissolved(market: Market) -> Mapping[str, str]:
    with market.acting("operator") as uow:
        ended = organisations.dissolve(
            uow, market.refs["other_department"], market.refs["department"], date(2026, 3, 1), "成委发〔2026〕3号"
        )
        return {"agency": ended.ref}


def unverified(market: Market) -> Mapping[str, str]:
    return {"agency": market.unverified()}


def disputed(market: Market) -> Mapping[str, str]:
    return {"dispute": market.disputed("agency1")}


def upheld(market: Market) -> Mapping[str, str]:
    refs = disputed(market)
    with market.acting("operator") as uow:
        organisations.uphold(uow, refs["dispute"], "属实")
    return refs


def rejected(market: Market) -> Mapping[str, str]:
    refs = disputed(market)
    with market.acting("operator") as uow:
        organisations.reject(uow, refs["dispute"], "不实")
    return refs


def given_up(market: Market) -> Mapping[str, str]:
    refs = disputed(market)
    with market.acting("claimant") as uow:
        organisations.withdraw_dispute(uow, refs["dispute"])
    return refs


def sent(market: Market) -> Mapping[str, str]:
    market.person("invited")
    with market.acting("agency1") as uow:
        made = organisations.invite(uow, market.refs["agency1"], "invited@example.org", Role.AGENCY_MEMBER, "en").ref
    with market.acting("platform") as uow:
        return {"invitation": made, "token": organisations.issue_token(uow, made) or ""}


def accepted(market: Market) -> Mapping[str, str]:
    refs = sent(market)
    with market.acting("invited") as uow:
        organisations.accept_invitation(uow, refs["token"])
    return refs


def revoked(market: Market) -> Mapping[str, str]:
    refs = sent(market)
    with market.acting("agency1") as uow:
        organisations.revoke_invitation(uow, market.refs["agency1"], refs["invitation"])
    return refs


EVIDENCE = "/supplier/agencies/{agency}/evidence"


def certified(days: int = 0, **changes: object) -> Callable[[Market], Mapping[str, str]]:
    """A certificate that agency1 shows on 2 March, `days` later."""

    def brought(market: Market) -> Mapping[str, str]:
        ref = show(market, **changes)
        market.clock.advance(days=days)
        return {"agency": market.refs["agency1"], "certificate": ref}

    return brought


def taken_off(market: Market) -> Mapping[str, str]:
    refs = certified()(market)
    with market.acting("agency1") as uow:
        organisations.take_off_qualification(uow, refs["certificate"])
    return refs


SCENES: Scenes = {
    ("certificate", "future"): Scene(
        certified(valid_from=date(2026, 4, 1)),
        (View("agency1", EVIDENCE, "You", "Wait for its first day", "the end of 31 Mar 2026"),),
    ),
    ("certificate", "in_force"): Scene(
        certified(), (View("agency1", EVIDENCE, NOBODY, "The provider is warned 60 days before it expires."),)
    ),
    ("certificate", "expires_soon"): Scene(
        certified(days=90),
        (View("agency1", EVIDENCE, "You", "Show its successor before it expires.", "the end of 30 Jun 2026"),),
    ),
    ("certificate", "expired"): Scene(
        certified(days=150), (View("agency1", EVIDENCE, "You", "Show its successor, or take it off."),)
    ),
    ("certificate", "taken_off"): Scene(
        taken_off, (View("agency1", EVIDENCE, NOBODY, "It counts for nothing any more"),)
    ),
    ("registration", "submitted"): Scene(
        submitted,
        (
            View("operator", CHECK, "You", "Check the form of the answers", CHECKED_BY),
            View("newcomer", OWN, OPERATOR, "Check the form of the answers", CHECKED_BY),
        ),
    ),
    ("registration", "returned"): Scene(
        returned,
        (
            View("newcomer", OWN, "You", "Correct what the reason names"),
            View("operator", CHECK, "A member of the provider", "Correct what the reason names"),
        ),
    ),
    ("registration", "active"): Scene(
        active,
        (
            View("agency1", OWN, NOBODY, "It takes part in the market with all its rights."),
            View("operator", KEPT, NOBODY, "It takes part in the market with all its rights."),
        ),
    ),
    ("registration", "withdrawn"): Scene(
        withdrawn,
        (
            View("agency1", OWN, NOBODY, "It makes no new bids."),
            View("operator", KEPT, NOBODY, "It makes no new bids."),
        ),
    ),
    ("registration", "dissolved"): Scene(dissolved, (View("operator", KEPT, NOBODY, "turns to the successor"),)),
    ("claim to a credit code", "unverified"): Scene(
        unverified,
        (
            View("operator", CLAIM, "You", "Compare a document with the registration"),
            View("unverified", OWN, VERIFIER, "the provider signs a commitment with each bid"),
        ),
    ),
    ("claim to a credit code", "verified"): Scene(
        active,
        (
            View("agency1", OWN, NOBODY, "Bids need no further commitment."),
            View("operator", CLAIM, NOBODY, "Bids need no further commitment."),
        ),
    ),
    ("dispute about a credit code", "open"): Scene(
        disputed,
        (
            View("operator", DISPUTE, "You", "Look at what both sides show and decide"),
            View("claimant", OWN_DISPUTE, "An operator who belongs to neither side", "Look at what both sides show"),
        ),
    ),
    ("dispute about a credit code", "upheld"): Scene(
        upheld, (View("operator", DISPUTE, NOBODY, "The former members have lost their seats."),)
    ),
    ("dispute about a credit code", "rejected"): Scene(
        rejected,
        (View("claimant", OWN_DISPUTE, NOBODY, UNCHANGED), View("operator", DISPUTE, NOBODY, UNCHANGED)),
    ),
    ("dispute about a credit code", "withdrawn"): Scene(
        given_up,
        (View("claimant", OWN_DISPUTE, NOBODY, UNCHANGED), View("operator", DISPUTE, NOBODY, UNCHANGED)),
    ),
    ("invitation", "sent"): Scene(
        sent,
        (
            View("invited", INVITATION, "You", "Sign in with the address of the mail and accept.", EXPIRES),
            View(
                "agency2",
                INVITATION,
                "The person to whom the mail was sent",
                "Sign in with the address of the mail and accept.",
                EXPIRES,
            ),
        ),
    ),
    ("invitation", "accepted"): Scene(accepted, (View("invited", INVITATION, NOBODY, "The person is a member now"),)),
    ("invitation", "revoked"): Scene(revoked, (View("invited", INVITATION, NOBODY, "This link opens no more."),)),
}
