"""People and organisations for tests."""

from itertools import count

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import Particulars
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import PLATFORM, Actor, Role
from marketplace.providers import Providers

_numbers = count(1)


def person(house: Providers, name: str = "") -> Actor:
    """Someone with an account and no membership."""
    number = next(_numbers)
    with house.writing(PLATFORM) as uow:
        user = uow.add(User(email=f"person{number}@example.org", fs_uniquifier=f"u{number}", name=name, active=True))
        return Actor(user.id)


def again(house: Providers, actor: Actor) -> Actor:
    """The same person as the next request sees them."""
    assert actor.user_id is not None
    with house.reading() as session:
        return queries.actor_of(session, actor.user_id)


def particulars(**changes: str) -> Particulars:
    """Answers that are in order, with a credit code of their own."""
    answers = {
        "credit_code": make_credit_code(f"91510100MA{next(_numbers):06d}"),
        "name": "清河环境评估有限公司",
        "name_en": "Clear River Assessment Ltd",
        "legal_form": "enterprise",
        "legal_representative": "李明",
        "contact_name": "王芳",
        "contact_phone": "13800138000",
        "contact_email": "office@example.org",
    }
    return Particulars(**answers | changes)


def organisation(house: Providers, kind: OrganisationKind, **changes: str) -> Organisation:
    """A department, a regulator or an operator, active."""
    with house.writing(PLATFORM) as uow:
        return organisations.set_up(uow, kind, particulars(**changes), slug="body")


def member(house: Providers, of: Organisation, role: Role, who: Actor | None = None) -> Actor:
    """A person (a new one when none is given) with a role there."""
    actor = who or person(house)
    assert actor.user_id is not None
    with house.writing(PLATFORM) as uow:
        organisations.add_member(uow, of.ref, actor.user_id, role)
    return again(house, actor)


def operator(house: Providers) -> Actor:
    """Someone who runs the platform."""
    return member(house, organisation(house, OrganisationKind.OPERATOR), Role.OPERATOR)


def regulator(house: Providers) -> Actor:
    """Someone who supervises the market."""
    return member(house, organisation(house, OrganisationKind.REGULATOR), Role.REGULATOR)


def pending_agency(house: Providers, **changes: str) -> tuple[Organisation, Actor]:
    """An agency that has registered and is not checked, and the person who registered it."""
    registrar = person(house)
    with house.writing(registrar) as uow:
        agency = organisations.register_agency(
            uow, particulars(**changes), services=(), has_committed=True, slug=changes.get("name", "agency")
        )
    return agency, again(house, registrar)


def agency(house: Providers, **changes: str) -> tuple[Organisation, Actor]:
    """An active agency and its member."""
    pending, registrar = pending_agency(house, **changes)
    with house.writing(operator(house)) as uow:
        return organisations.pass_check(uow, pending.ref), registrar
