"""Organisations that do not register: departments, the regulator, the operator; and those that come from a file."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, fields

from sqlalchemy import select

from marketplace.domain.documents.tables import Row, RowErrors, need_columns
from marketplace.domain.organisations import rules
from marketplace.domain.organisations.events import OrganisationActivated
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.operations.registration import refuse_taken
from marketplace.domain.organisations.operations.services import check_services, put_services
from marketplace.domain.organisations.rules import Particulars
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.regions.models import Region
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

COLUMNS = ("kind", *(field.name for field in fields(Particulars)), "region_code", "services")
"""The columns of an import; ``services`` are codes with ``;`` between them."""


def set_up(
    uow: UnitOfWork, kind: OrganisationKind, particulars: Particulars, *, slug: str, region_code: str | None = None
) -> Organisation:
    """Add a department, the regulator or the operator, active at once; only a department may have a region.

    Raises Invalid by field, Conflict for a credit code that is taken.
    """
    uow.require("organisation:set_up", None)
    if kind is OrganisationKind.AGENCY:
        raise Invalid(fields={"kind": mark("An agency registers itself.")})
    _refuse_buyers(kind)
    answers = rules.checked(particulars)
    _check_region(uow, kind, region_code)
    refuse_taken(uow, answers.credit_code)
    return _add(uow, kind, answers, slug, region_code)


def import_organisations(uow: UnitOfWork, rows: Sequence[Row], slug_of: Callable[[str], str]) -> list[Organisation]:
    """Add organisations of any kind from a file, active and without members; `slug_of` makes an address from a name.

    Raises Invalid with every bad line; nothing is imported then. Columns: `COLUMNS`.
    """
    uow.require("organisation:set_up", None)
    need_columns(rows, *COLUMNS)
    taken = set(uow.session.scalars(select(Organisation.credit_code)))
    errors = RowErrors()
    ready: list[tuple[OrganisationKind, Particulars, str | None, list[str]]] = []
    for row in rows:
        with errors.at(row):
            kind = row.choice("kind", OrganisationKind)
            _refuse_buyers(kind)
            answers = rules.checked(Particulars(**{field.name: row.cells[field.name] for field in fields(Particulars)}))
            region_code = row.cells["region_code"] or None
            _check_region(uow, kind, region_code)
            codes = check_services(uow, row.cells["services"].split(";"))
            _refuse_services(kind, codes)
            if answers.credit_code in taken:
                raise Invalid(mark("The credit code %(code)s is registered already.", code=answers.credit_code))
            taken.add(answers.credit_code)
            ready.append((kind, answers, region_code, codes))
    errors.raise_any()
    added = []
    for kind, answers, region_code, codes in ready:
        organisation = _add(uow, kind, answers, slug_of(answers.name), region_code)
        put_services(organisation, codes)
        added.append(organisation)
    uow.flush()
    return added


def _add(
    uow: UnitOfWork, kind: OrganisationKind, answers: Particulars, slug: str, region_code: str | None
) -> Organisation:
    organisation = uow.add(
        Organisation(
            ref=uow.new_ref("O"),
            kind=kind,
            state=OrganisationState.ACTIVE,
            **asdict(answers),
            slug=slug,
            region_code=region_code,
            registered_by=uow.actor.user_id,
            submitted_at=uow.now,
            decided_at=uow.now,
        )
    )
    uow.record("organisation:set_up", organisation, kind=kind.value, name=answers.name, credit_code=answers.credit_code)
    uow.emit(OrganisationActivated(organisation.ref))
    return organisation


def _refuse_buyers(kind: OrganisationKind) -> None:
    if kind is OrganisationKind.BUYER:
        text = mark("A buyer with own funds registers itself.")
        raise Invalid(text, fields={"kind": text})


def _check_region(uow: UnitOfWork, kind: OrganisationKind, region_code: str | None) -> None:
    wrong: Text | None = None
    if region_code is not None and kind is not OrganisationKind.DEPARTMENT:
        wrong = mark("Only a department has a region; an agency is never asked for one.")
    elif region_code is not None and uow.session.get(Region, region_code) is None:
        wrong = mark("No region has the code %(code)s.", code=region_code)
    if wrong is not None:
        raise Invalid(fields={"region_code": wrong})


def _refuse_services(kind: OrganisationKind, codes: Sequence[str]) -> None:
    if codes and kind is not OrganisationKind.AGENCY:
        raise Invalid(fields={"services": mark("Only an agency offers services.")})
