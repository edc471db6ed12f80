"""From the registration to the certificates that an agency shows."""

from collections.abc import Sequence

from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.organisations.events import (
    CertificateExpired,
    CertificateExpires,
    DisputeMoved,
    OrganisationActivated,
    OrganisationRegistered,
    OrganisationReturned,
)
from marketplace.domain.organisations.states import DisputeState, OrganisationState
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    # Registration: the operator checks the form in time, or it passes by itself.
    News(
        "registration_to_check",
        OrganisationRegistered,
        to.operators,
        Topic.REGISTRATION,
        mark("A registration to check"),
        mark("%(agency)s has registered. Check the form before %(check_by)s; after that it passes by itself."),
        "/admin/registrations/%(agency_ref)s",
        if_still=lambda scene: scene.organisation.state is OrganisationState.SUBMITTED,
    ),
    News(
        "registration_received",
        OrganisationRegistered,
        to.the_agency,
        Topic.REGISTRATION,
        mark("Your registration was received"),
        mark("The registration of %(agency)s was received. It is checked by %(check_by)s, or passes by itself then."),
        "/supplier/agencies/%(agency_ref)s",
        if_still=lambda scene: scene.organisation.state is OrganisationState.SUBMITTED,
    ),
    News(
        "registration_passed",
        OrganisationActivated,
        to.the_agency,
        Topic.REGISTRATION,
        mark("Your registration has passed"),
        mark("%(agency)s is registered and may bid in every tender."),
        "/supplier/agencies/%(agency_ref)s",
    ),
    News(
        "buyer_passed",
        OrganisationActivated,
        to.the_buyer_that_registers,
        Topic.REGISTRATION,
        mark("Your registration has passed"),
        mark("%(agency)s is registered and may tender with funds of its own."),
        "/buyer/registration/%(agency_ref)s",
    ),
    News(
        "buyer_returned",
        OrganisationReturned,
        to.the_buyer_that_registers,
        Topic.REGISTRATION,
        mark("Your registration was returned"),
        mark("The registration of %(agency)s was returned. Read what is to be mended, correct it and send it again."),
        "/buyer/registration/%(agency_ref)s",
    ),
    News(
        "registration_returned",
        OrganisationReturned,
        to.the_agency,
        Topic.REGISTRATION,
        mark("Your registration was returned"),
        mark("The registration of %(agency)s was returned. Read what is to be mended, correct it and send it again."),
        "/supplier/agencies/%(agency_ref)s",
    ),
    News(
        "certificate_expires",
        CertificateExpires,
        to.the_agency,
        Topic.REGISTRATION,
        mark("A certificate expires soon"),
        mark(
            "Your certificate “%(certificate)s”, number %(certificate_number)s, is valid until %(expires_on)s. "
            "Show its successor in time: services that need it would no longer count as yours."
        ),
        "/supplier/agencies/%(agency_ref)s/evidence",
    ),
    News(
        "certificate_expired",
        CertificateExpired,
        to.the_agency,
        Topic.REGISTRATION,
        mark("A certificate has expired"),
        mark(
            "Your certificate “%(certificate)s”, number %(certificate_number)s, was valid until %(expires_on)s. "
            "Services that need it do not count as yours until you show one that is in force."
        ),
        "/supplier/agencies/%(agency_ref)s/evidence",
    ),
    # Disputes: each side in its own words.
    News(
        "claim_open",
        DisputeMoved,
        to.the_claimant,
        Topic.REGISTRATION,
        mark("Your claim is open"),
        mark("Your claim to the credit code %(code)s is open; the operator decides."),
        "/supplier/disputes/%(dispute)s",
        DisputeState.OPEN,
    ),
    News(
        "claim_upheld",
        DisputeMoved,
        to.the_claimant,
        Topic.REGISTRATION,
        mark("Your claim was upheld"),
        mark("Your claim to the credit code %(code)s was upheld: you administer the agency now."),
        "/supplier/disputes/%(dispute)s",
        DisputeState.UPHELD,
    ),
    News(
        "claim_rejected",
        DisputeMoved,
        to.the_claimant,
        Topic.REGISTRATION,
        mark("Your claim was rejected"),
        mark("Your claim to the credit code %(code)s was rejected. Why, is said on the page."),
        "/supplier/disputes/%(dispute)s",
        DisputeState.REJECTED,
    ),
    News(
        "code_disputed",
        DisputeMoved,
        to.the_defender,
        Topic.REGISTRATION,
        mark("Your credit code is disputed"),
        mark(
            "Somebody else claims the credit code %(code)s of your agency. Until the operator has decided, "
            "awards to it wait; your bids stay as they are."
        ),
        "/supplier/agencies/%(agency_ref)s",
        DisputeState.OPEN,
    ),
    News(
        "code_lost",
        DisputeMoved,
        to.the_defender,
        Topic.REGISTRATION,
        mark("Your credit code belongs to somebody else"),
        mark(
            "The operator has decided that the credit code %(code)s belongs to somebody else; you are no "
            "member of that agency any more. The reason: %(decision)s"
        ),
        "/account/",
        DisputeState.UPHELD,
    ),
    News(
        "code_kept",
        DisputeMoved,
        to.the_defender,
        Topic.REGISTRATION,
        mark("The claim to your credit code was rejected"),
        mark("The claim to the credit code %(code)s of your agency was rejected."),
        "/supplier/agencies/%(agency_ref)s",
        DisputeState.REJECTED,
    ),
    News(
        "code_left_alone",
        DisputeMoved,
        to.the_defender,
        Topic.REGISTRATION,
        mark("The claim to your credit code was withdrawn"),
        mark("The claim to the credit code %(code)s of your agency was withdrawn."),
        "/supplier/agencies/%(agency_ref)s",
        DisputeState.WITHDRAWN,
    ),
)
