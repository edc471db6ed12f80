"""The steps of a purchase as people take them in the browser, from the first registration to the sealed bids."""

from sqlalchemy import select

from marketplace.domain.organisations.rules import LEGAL_FORMS, LegalForm
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders.models import Tender
from tests.journeys import facts
from tests.journeys.facts import Agency
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site


def create_account(person: Person, site: Site, agency: Agency) -> None:
    """Register, confirm the address by the mailed link, sign in."""
    words = person.words
    person.open("/register")
    person.write(
        {
            "Your name": agency.person,
            "E-mail address": agency.email,
            "Password": PASSWORD,
            "The password once more": PASSWORD,
        }
    )
    person.press("Create an account")
    person.sees(
        words(
            "Thank you. We have sent a link to %(email)s: open it to confirm your address, then sign in.",
            email=agency.email,
        )
    )
    site.work()
    person.open(site.link_mailed_to(agency.email))
    person.press("Confirm my address")
    person.sees(words("Your address is confirmed. You can sign in now."))
    person.sign_in(agency.email)


def register_agency(person: Person, agency: Agency) -> None:
    """Answer what is asked, find the service by its code, commit in writing."""
    words = person.words
    person.open("/supplier/")
    person.write(
        {
            "Unified social credit code": agency.code,
            "Full name": agency.name,
            "Legal representative": agency.person,
            "Contact person": agency.person,
            "Telephone": f"1380013{sum(map(ord, agency.code)):04}",
            "E-mail for the market's mails": agency.email,
        }
    )
    person.field(words.optional("Name in English")).fill(agency.name_en)
    person.field(words("What kind of body it is")).select_option(label=words(LEGAL_FORMS[LegalForm.ENTERPRISE]))
    person.field(words.optional("Find a service")).fill(facts.ITEM)
    person.press("Show matching services")
    person.field(words.name(facts.ITEM_ZH, facts.ITEM_EN)).check()
    person.field(
        words(
            "We state that these answers are true, that we meet the conditions the law sets for the services we offer, "
            "and that we are not barred from them."
        )
    ).check()
    person.press("Register the agency")
    person.sees(
        words("The registration is handed in."),
        words("Then the registration passes by itself. The provider need not do anything."),
    )


def pass_registration(operator: Person, agency: Agency) -> None:
    """The operator's formal check."""
    words = operator.words
    operator.open("/admin/")
    operator.follow_name(words.name(agency.name, agency.name_en))
    operator.sees(agency.code)
    operator.press("The form is in order: let it pass")
    operator.sees(words("The registration has passed; the agency is active."))


def import_budget(officer: Person) -> None:
    """A finance officer brings the approved budget in."""
    words = officer.words
    officer.open("/buyer/budgets")
    officer.follow("Import a budget")
    officer.attach("The table", "budget.csv", "text/csv", facts.BUDGET_CSV.encode("utf-8-sig"))
    officer.press("Import the budget")
    officer.sees(words.count("%(num)s line was imported.", "%(num)s lines were imported.", 1), facts.BUDGET_NAME)


def draft(drafter: Person) -> None:
    """From the item of the catalogue to a saved draft, handed to a second person."""
    write_draft(drafter, facts.REQUIREMENTS)
    drafter.press("Submit for approval")
    assert not drafter.offers("Approve"), "who drafted may not approve"


def write_draft(drafter: Person, requirements: str) -> None:
    """From the item of the catalogue to a saved draft."""
    words = drafter.words
    drafter.open("/buyer/")
    drafter.follow("Draft a tender")
    drafter.field(words("Search the catalogue")).fill(facts.ITEM)
    drafter.press("Search")
    drafter.follow_name(words.name(facts.ITEM_ZH, facts.ITEM_EN))
    drafter.write(
        {
            "Title": facts.TITLE,
            "Description of the service": facts.DESCRIPTION,
            "Time for the service": str(facts.SERVICE_DAYS),
            "Time for bids": str(facts.WINDOW_DAYS),
            "Ceiling price": f"{facts.CEILING.yuan:.2f}",
        }
    )
    drafter.field(words.optional("Requirements")).fill(requirements)
    drafter.field(words("Where the service is delivered")).select_option(facts.REGION)
    drafter.field(words("Budget line that pays")).select_option(index=1)
    label = METHODS["lowest_price"].label["text"]
    assert isinstance(label, str)
    drafter.field(words(label)).check()
    drafter.press("Save the draft")
    drafter.sees(words("The draft is saved. Read it once more and submit it for approval."), facts.DESCRIPTION)


def approve_and_publish(approver: Person) -> None:
    """The second person looks, approves, sees which dates follow, publishes."""
    words = approver.words
    approver.open("/buyer/")
    approver.follow("Approve the tender or return it")
    approver.press("Approve")
    approver.follow("Check the dates and publish")
    deadline = words("%(time)s Beijing time (UTC+8)", time=words.moment(facts.DEADLINE))
    approver.sees(deadline)
    approver.press("Publish the notice")
    approver.sees(words("The notice is published and bids may come. The ceiling price is reserved on the budget line."))
    approver.sees(deadline)


def tender_of(site: Site) -> Tender:
    """The one tender of the journey as it stands now."""
    with site.reading() as session:
        return session.scalars(select(Tender)).one()


def bid(person: Person, agency: Agency, price: str) -> None:
    """Find the tender among those for the own services, write the bid, seal it."""
    person.open("/supplier/")
    person.follow_name(facts.TITLE)
    _seal(person, agency, price, "Seal and submit")


def replace_bid(person: Person, agency: Agency, price: str) -> None:
    """From the receipt to another bid in place of the first."""
    person.follow("Replace the bid")
    _seal(person, agency, price, "Seal and replace my bid")


def _seal(person: Person, agency: Agency, price: str, button: str) -> None:
    words = person.words
    person.write({"Your price in yuan": price})
    person.field(words.optional("Your proposal")).fill(agency.proposal)
    person.main.locator("#commitment").check()  # nobody has confirmed yet who stands behind a new agency's code
    person.press(button)
    person.sees(words("Your bid is received and sealed. This is the receipt."))
