"""A disputed credit code from the second registration to the operator's decision, each side in a browser of its own."""

import pytest

from marketplace.demo.report import pdf
from tests.journeys import facts, offices, steps
from tests.journeys.conftest import Enter
from tests.journeys.facts import Agency
from tests.journeys.people import Person
from tests.journeys.site import Site
from tests.journeys.words import Words

LICENCE = pdf(["营业执照"])
REASON = "营业执照上的法定代表人委托我办理入驻。"
DECISION = "营业执照与授权委托书一致。"


@pytest.mark.browser
def test_a_disputed_code_from_the_second_registration_to_the_decision(site: Site, enter: Enter, words: Words) -> None:
    sign_in = offices.found(site, words.language)["operator"]
    operator = enter()
    operator.sign_in(sign_in.email, sign_in.totp_secret)
    first, second = facts.AGENCIES[0], facts.AGENCIES[1]
    holder, claimant, visitor = enter(), enter(), enter()
    steps.create_account(holder, site, first)
    steps.register_agency(holder, first)
    steps.pass_registration(operator, first)
    steps.create_account(claimant, site, second)
    claim(claimant, first, second)
    site.work()
    told(site, holder, first)
    look_from_outside(visitor, first, is_disputed=True)
    decide(operator, first)
    site.work()
    take_over(claimant, holder, first)
    look_from_outside(visitor, first, is_disputed=False)
    assert site.faults() == []


def claim(person: Person, taken: Agency, own: Agency) -> None:
    """Register a code that is taken, be led on, claim it with a document."""
    words = person.words
    person.open("/supplier/register")
    person.write({"Unified social credit code": taken.code, "Full name": own.name})
    person.press("Register the agency")
    person.sees(words("The credit code %(code)s is registered already.", code=taken.code))
    person.follow("claim the credit code")
    person.write({"Why the code is yours": REASON})
    person.attach("Document", "licence.pdf", "application/pdf", LICENCE)
    person.press("Hand in the claim")
    person.sees(words("Your claim is handed in. The operator decides and tells both sides."), words("Dispute open"))


def told(site: Site, holder: Person, agency: Agency) -> None:
    """The other side gets a mail, and reads of the dispute without a name."""
    words = holder.words
    holder.open(site.link_mailed_to(agency.email))
    holder.sees(words("A dispute about who stands behind this credit code is open."))
    holder.lacks(REASON)


def look_from_outside(visitor: Person, agency: Agency, *, is_disputed: bool) -> None:
    """The public page is neutral."""
    words = visitor.words
    visitor.open("/providers")
    visitor.follow_name(words.name(agency.name, agency.name_en))
    notice = words(
        "A dispute about who stands behind this credit code is open. It says nothing about who is right; "
        "the operator decides."
    )
    if is_disputed:
        visitor.sees(
            notice,
            words("Unverified: the code is claimed by whoever registered it, and nobody has confirmed that yet."),
        )
    else:
        visitor.lacks(notice)
        visitor.lacks(words("Unverified"))
    visitor.lacks(REASON, DECISION)


def decide(operator: Person, agency: Agency) -> None:
    """The operator compares both sides and decides for the claimant."""
    words = operator.words
    operator.open("/admin/disputes")
    operator.follow_name(words.name(agency.name, agency.name_en))
    operator.sees(REASON, agency.code, "licence.pdf")
    operator.write({"Why you decide so": DECISION})
    operator.press("Uphold: give the agency to the claimant")
    operator.sees(words("The claimant administers the agency now."), DECISION)


def take_over(claimant: Person, holder: Person, agency: Agency) -> None:
    """The claimant administers; the former member's open session has no rights any more."""
    words = claimant.words
    claimant.open("/supplier/people")
    claimant.sees(words("Administrator"), words("Invite somebody"))
    assert holder.open("/supplier/people") == 403
    holder.open("/account/inbox")
    holder.sees(DECISION)
    holder.lacks(claimant.page.locator(".account__email").inner_text())
    claimant.open("/supplier/")
    claimant.sees(words.name(agency.name, agency.name_en))
