"""What people do with organisations: registering and checking, the profile, members, set-up and import.

And what an agency shows: statements on its services, certificates, practitioners, commitments; leaving and coming back.
"""

from marketplace.domain.organisations.operations.buyers import correct_buyer, register_buyer, register_person
from marketplace.domain.organisations.operations.claims import (
    prove_by_contract,
    record_mail_domain,
    verify_by_document,
)
from marketplace.domain.organisations.operations.commitments import sign_commitment
from marketplace.domain.organisations.operations.disputes import (
    open_dispute,
    refuse_disputed,
    reject,
    uphold,
    withdraw_dispute,
)
from marketplace.domain.organisations.operations.dissolution import dissolve
from marketplace.domain.organisations.operations.invitations import (
    accept_invitation,
    forget_addresses,
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
from marketplace.domain.organisations.operations.practitioners import Person, add_practitioner, end_practitioner
from marketplace.domain.organisations.operations.presence import rejoin, withdraw
from marketplace.domain.organisations.operations.profile import offer_services, update_profile
from marketplace.domain.organisations.operations.qualifications import (
    Certificate,
    add_qualification,
    note_news,
    take_off_qualification,
)
from marketplace.domain.organisations.operations.registration import (
    correct,
    pass_check,
    pass_on_timeout,
    register_agency,
    return_for_correction,
)
from marketplace.domain.organisations.operations.set_up import import_organisations, set_up
from marketplace.domain.organisations.operations.statements import state_service

__all__ = [
    "Certificate",
    "Person",
    "accept_invitation",
    "add_member",
    "add_practitioner",
    "add_qualification",
    "appoint_administrator",
    "correct",
    "correct_buyer",
    "dissolve",
    "end_practitioner",
    "forget_addresses",
    "import_organisations",
    "invite",
    "issue_token",
    "leave",
    "note_news",
    "offer_services",
    "open_dispute",
    "pass_check",
    "pass_on_timeout",
    "prove_by_contract",
    "record_mail_domain",
    "refuse_disputed",
    "register_agency",
    "register_buyer",
    "register_person",
    "reject",
    "rejoin",
    "remove_member",
    "return_for_correction",
    "revoke_invitation",
    "set_up",
    "sign_commitment",
    "state_service",
    "step_down",
    "take_off_qualification",
    "update_profile",
    "uphold",
    "verify_by_document",
    "withdraw",
    "withdraw_dispute",
]
