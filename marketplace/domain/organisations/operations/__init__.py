"""What people do with organisations: registration, profile, members, set-up, import, claims to a credit code."""

from marketplace.domain.organisations.operations.claims import (
    prove_by_contract,
    record_mail_domain,
    verify_by_document,
)
from marketplace.domain.organisations.operations.disputes import (
    open_dispute,
    refuse_disputed,
    reject,
    uphold,
    withdraw,
)
from marketplace.domain.organisations.operations.invitations import (
    accept_invitation,
    invite,
    issue_token,
    revoke_invitation,
)
from marketplace.domain.organisations.operations.members import (
    add_member,
    appoint_administrator,
    leave,
    remove_member,
    step_down,
)
from marketplace.domain.organisations.operations.profile import offer_services, update_profile
from marketplace.domain.organisations.operations.registration import (
    correct,
    pass_check,
    pass_on_timeout,
    register_agency,
    return_for_correction,
)
from marketplace.domain.organisations.operations.set_up import import_organisations, set_up

__all__ = [
    "accept_invitation",
    "add_member",
    "appoint_administrator",
    "correct",
    "import_organisations",
    "invite",
    "issue_token",
    "leave",
    "offer_services",
    "open_dispute",
    "pass_check",
    "pass_on_timeout",
    "prove_by_contract",
    "record_mail_domain",
    "refuse_disputed",
    "register_agency",
    "reject",
    "remove_member",
    "return_for_correction",
    "revoke_invitation",
    "set_up",
    "step_down",
    "update_profile",
    "uphold",
    "verify_by_document",
    "withdraw",
]
