"""Before the first purchase: reference tables, offices, budgets; and how agencies come in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marketplace.demo import evidence, openers, sign_ins
from marketplace.demo.cast import Agency, Check, Office
from marketplace.demo.evidence import OPERATOR
from marketplace.demo.story import BEGIN, Scene, Story
from marketplace.domain.accounts import operations as accounts
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets.operations import NewLine
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.calendar.ports import HolidaySource
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.rules import LegalForm, Particulars
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.regions import operations as regions
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role

YEARS = (BEGIN.year, BEGIN.year + 1)

INVENTED = "演示数据：机构、人员与采购均为虚构。 Demonstration data: this organisation is invented."


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the application's own password and second-factor settings make of the public ones."""

    password_hash: str
    encrypted_totp: Callable[[str], str]


def found(story: Story, offices: Sequence[Office], holidays: HolidaySource, secrets: Secrets) -> None:
    """Fill the tables of reference and set up the offices with their people and budgets."""
    with story.platform() as uow:
        regions.seed(uow)
        catalogue.seed(uow)
        calendar.seed(uow, holidays, YEARS)
    story.learn_the_calendar()
    for number, office in enumerate(offices, 1):
        _set_up(story, office, number, secrets)
    openers.enrol(story)


def credit_code_of(agency: Agency, number: int) -> str:
    """The synthetic credit code of the agency that comes in as the `number`-th."""
    return make_credit_code(f"{agency.code_start}YAN{number:05}")


def registration(story: Story, agency: Agency, number: int, secrets: Secrets) -> Scene:
    """An agency registers and is checked, returned, or passes because nobody checked it in time."""
    yield agency.registered
    address = sign_ins.of_agency(agency.key)
    account(story, address, agency.contact, secrets)
    particulars = Particulars(
        credit_code=credit_code_of(agency, number),
        name=agency.name,
        name_en=agency.name_en,
        legal_form=agency.legal_form,
        legal_representative=agency.representative,
        contact_name=agency.contact,
        contact_phone=agency.phone,
        contact_email=address,
    )
    with story.acting(address) as uow:
        registered = organisations.register_agency(
            uow, particulars, services=agency.services, has_committed=True, slug=story.house.slug_of(agency.name)
        )
    ref = story.refs[agency.key] = registered.ref
    if agency.check is Check.WAITS:
        return
    if agency.check is Check.IS_RETURNED:
        yield story.on_working_day(1, 10)
        with story.acting(OPERATOR) as uow:
            organisations.return_for_correction(uow, ref, agency.returned_because)
        return
    if agency.check is Check.TIMES_OUT:
        yield registered.next_check_at or story.clock.at
        deadlines.pass_registrations(story.house)
    else:
        yield story.on_working_day(1, 9)
        with story.acting(OPERATOR) as uow:
            organisations.pass_check(uow, ref)
    yield story.by_day(story.later(hours=3))
    with story.acting(address) as uow:
        organisations.update_profile(
            uow,
            ref,
            description=f"{agency.description}\n{INVENTED}",
            contact_name=agency.contact,
            contact_phone=agency.phone,
            contact_email=address,
        )
    yield from evidence.show(story, agency)
    yield from evidence.watch(story, agency)


def _set_up(story: Story, office: Office, number: int, secrets: Secrets) -> None:
    main = sign_ins.of_office(office.key, office.first_member, 1)
    with story.platform() as uow:
        ref = organisations.set_up(
            uow,
            office.kind,
            Particulars(
                credit_code=make_credit_code(f"{office.code_start}YAN{number:05}"),
                name=office.name,
                name_en=office.name_en,
                legal_form=LegalForm.GOVERNMENT_BODY,
                legal_representative=office.contact,
                contact_name=office.contact,
                contact_phone=office.phone,
                contact_email=main,
            ),
            slug=story.house.slug_of(office.name),
            region_code=office.region,
        ).ref
    story.refs[office.key] = ref
    for role, names in office.staff.items():
        for count, name in enumerate(names, 1):
            address = sign_ins.of_office(office.key, role, count)
            user = account(story, address, name, secrets, sign_ins.totp_secret(address))
            with story.platform() as uow:
                organisations.add_member(uow, ref, user, role)
    if office.kind is not OrganisationKind.DEPARTMENT:
        return
    with story.acting(sign_ins.of_office(office.key, Role.FINANCE_OFFICER, 1)) as uow:
        lines = [
            NewLine(year, line.code, line.name, amount)
            for line in office.lines
            for year, amount in line.amounts.items()
        ]
        for line in budgets.import_lines(uow, ref, lines):
            story.refs[f"{office.key} {line.code} {line.fiscal_year}"] = line.ref


def account(story: Story, address: str, name: str, secrets: Secrets, totp: str | None = None) -> int:
    """A confirmed account under the one password; with a second factor where `totp` is its secret."""
    with story.platform() as uow:
        user = accounts.create(
            uow,
            email=address,
            name=name,
            password_hash=secrets.password_hash,
            language=sign_ins.language(address),
            is_demo=True,
        )
        if totp is not None:
            user.tf_primary_method, user.tf_totp_secret = "authenticator", secrets.encrypted_totp(totp)
    story.people[address] = user.id
    return user.id
