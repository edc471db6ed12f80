"""The steps of a purchase as people take them in the browser, from the opening to the rating."""

from collections.abc import Mapping

from marketplace.blueprints.web.ratings import LABELS, STARS
from marketplace.kernel.money import Money
from tests.journeys import facts, offices
from tests.journeys.facts import Agency
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site
from tests.journeys.steps import tender_of

BANK_REFERENCES = ("ICBC-20230504-0117", "ICBC-20230512-0242")
HANDED_IN = "Your keys are handed in. The opening waits for others."
GIVEN = {"quality": 5, "timeliness": 4, "fees": 5, "conduct": 5, "compliance": 4}


def open_bids(site: Site, keepers: Mapping[str, Person], *bidders: Agency) -> None:
    """Two of the three openers hand in what their keys read; then the department reads all prices at once."""
    tender, count = tender_of(site), len(bidders)
    for place, (who, keeper) in enumerate(keepers.items()):
        words = keeper.words
        keeper.open(f"/account/keys/openings/{tender.ref}")
        keeper.sees(
            words.count("%(num)s sealed bid was received in time.", "%(num)s sealed bids were received in time.", count)
        )
        keeper.attach("Your key file", f"{who}.json", "application/json", offices.key_file(who))
        keeper.write({"Passphrase of the key file": PASSWORD})
        keeper.press("Hand in my keys")
        keeper.sees(words(HANDED_IN if place < len(keepers) - 1 else "The bids are opened."))
    approver = keepers["approver"]
    approver.open(f"/buyer/tenders/{tender.ref}/evaluation")
    approver.sees(*(words.money(agency.price) for agency in bidders))


def select(drafter: Person) -> None:
    """Run the published method and read its result."""
    words = drafter.words
    drafter.open("/buyer/")
    drafter.follow("Run the selection")
    drafter.press("Run the selection")
    winner = words.name(facts.WINNER.name, facts.WINNER.name_en)
    drafter.sees(words("Selected: %(provider)s", provider=winner), words("The arithmetic"))
    drafter.sees(*(words.money(agency.price) for agency in facts.AGENCIES))
    drafter.sees(words("You ran the selection; another approver announces the award (four eyes)."))
    assert not drafter.offers("Announce the award"), "who ran the selection may not announce the award"


def announce(approver: Person) -> None:
    """The award notice, by another person than the one who ran the selection."""
    words = approver.words
    approver.open("/buyer/")
    approver.follow("Announce the award")
    approver.follow("Announce the award")
    approver.sees(words.name(facts.WINNER.name, facts.WINNER.name_en), words.money(facts.WINNER.price))
    approver.press("Publish the award notice")
    approver.sees(words("The award notice is public. When its period is over, both sides sign the contract."))


def draw_up(drafter: Person) -> None:
    """The awarded price split into two milestones."""
    words = drafter.words
    drafter.open("/buyer/")
    drafter.follow("Draw up the contract")
    for number, (title, amount, days) in enumerate(facts.PARTS, 1):
        row = drafter.group(words("Milestone %(number)s", number=number))
        drafter.field(words("What is delivered"), row).fill(title)
        drafter.field(words("Amount"), row).fill(f"{amount.yuan:.2f}")
        drafter.field(words("Working days"), row).fill(str(days))
    drafter.press("Draw up the contract")
    drafter.sees(words("The contract is drawn up. The provider signs first, once the publicity period is over."))
    drafter.sees(*(words.money(amount) for _, amount, _ in facts.PARTS))


def see_own_contract(supplier: Person) -> None:
    """The agency finds its contract."""
    supplier.open("/supplier/contracts")
    supplier.follow_name(facts.TITLE)


def sign_for_the_agency(supplier: Person) -> None:
    """The first signature."""
    words = supplier.words
    see_own_contract(supplier)
    supplier.field(words("I have read the terms and sign this contract for the agency.")).check()
    supplier.press("Sign the contract")
    supplier.sees(words("The contract is signed for the agency. The department signs next."))


def sign_for_the_department(approver: Person) -> None:
    """The second signature, by an approver."""
    approver.open("/buyer/")
    approver.follow("Sign the contract")
    approver.press("Sign for the department")
    approver.sees(
        approver.words("The contract is signed and in force. Every milestone has its date; the provider delivers.")
    )


def deliver(supplier: Person, name: str, content: bytes, *, again: bool = False) -> None:
    """Hand a file over for the first milestone that waits for one."""
    see_own_contract(supplier)
    supplier.follow("Hand over again" if again else "Hand over the deliverable")
    if again:
        supplier.sees(facts.RETURNED)
    supplier.attach("The deliverable", name, "application/pdf", content)
    supplier.press("Hand it over")
    supplier.sees(supplier.words("The deliverable is handed over. The department accepts or returns it."), name)


def examine(drafter: Person, part: str) -> None:
    """Go to the contract whose deliverable waits."""
    drafter.open("/buyer/")
    drafter.follow_name(drafter.words("Accept or return what was delivered: %(what)s", what=part))


def send_back(drafter: Person, part: str) -> None:
    """Return the deliverable with a reason."""
    examine(drafter, part)
    drafter.follow("Return with reasons")
    drafter.write({"Reason": facts.RETURNED})
    drafter.press("Return the deliverable")
    drafter.sees(
        drafter.words("The deliverable is returned with your reasons. The provider delivers again."), facts.RETURNED
    )


def accept(drafter: Person, part: str) -> None:
    """Accept the deliverable."""
    examine(drafter, part)
    drafter.press("Accept")
    drafter.sees(drafter.words("The deliverable is accepted. A finance officer can now instruct its payment."))


def instruct_and_record(officer: Person, amount: Money, reference: str, value_date: str) -> str:
    """Instruct the one payment that waits and record its voucher; gives the path of the payment."""
    words = officer.words
    officer.open("/buyer/payments")
    officer.press("Instruct")
    officer.sees(words.money(amount))
    officer.follow("Record the bank's voucher")
    officer.write(
        {"Bank reference": reference, "Value date": value_date, "Amount on the voucher": f"{amount.yuan:.2f}"}
    )
    officer.press("Record the voucher")
    officer.sees(words("The voucher is recorded. Another finance officer confirms it."), reference)
    return officer.at()


def confirm_payment(officer: Person, reference: str) -> None:
    """The other officer compares the voucher and confirms it."""
    words = officer.words
    officer.open("/buyer/")
    officer.follow("Confirm the voucher")
    officer.follow("Compare and confirm")
    officer.sees(reference)
    officer.press("Confirm: the provider is paid")
    officer.sees(words("The payment is settled: the commitment is spent and the milestone is paid."))


def rate(drafter: Person, supplier: Person) -> None:
    """Each side rates the other; what the first gave is shown once the second has."""
    drafter.open("/buyer/")
    drafter.follow("Rate the provider's work")
    _give(drafter, facts.RATING)
    supplier.open("/supplier/ratings")
    assert facts.RATING not in supplier.page.content(), "blind"
    supplier.open("/supplier/")
    supplier.follow("Rate the department")
    _give(supplier, facts.RATING_BACK)
    supplier.sees(facts.RATING)


def _give(person: Person, text: str) -> None:
    words = person.words
    for dimension, stars in GIVEN.items():
        scale = person.group(words(LABELS[dimension]))
        person.field(words(STARS[stars]), scale).check()
    person.write({"In your own words": text})
    person.press("Send the rating")
    person.sees(words("Thank you. It is shown once both sides have rated, or when the time to rate is over."))


def reply(supplier: Person) -> None:
    """The one reply."""
    supplier.open("/supplier/ratings")
    supplier.follow("Reply")
    supplier.write({"Your reply": facts.REPLY})
    supplier.press("Publish the reply")
    supplier.sees(supplier.words("Your reply is published."), facts.REPLY)
    assert not supplier.offers("Reply"), "a rating is answered once"
