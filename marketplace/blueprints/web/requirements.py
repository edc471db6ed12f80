"""What a tender asks, in words: to everybody, and to an agency that wants to know whether it qualifies."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language
from marketplace.domain.catalogue.certificates import RETAINED
from marketplace.domain.organisations.holdings import GRADES, Grade, Holdings
from marketplace.domain.tenders.requirements import Kind, Requirement, Standing, eligibility, missing


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement as it is read; `law` names what a proof rests on and what may stand in its place."""

    words: str
    justification: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """How one agency stands: what it meets, lacks, and what people have to read."""

    agency: str
    meets: Sequence[str]
    lacks: Sequence[str]
    unknown: Sequence[str]


def asked(requirements: Sequence[Requirement]) -> list[Asked]:
    """The requirements of a notice."""
    return [Asked(words(each), each.justification, _law(each)) for each in requirements]


def in_lines(requirements: Sequence[Requirement]) -> str:
    """What is asked and why, a line each: also a change of the reason alone is a change."""
    return "\n".join(f"{words(each)} ({each.justification})" for each in requirements)


def fit(agency: str, requirements: Sequence[Requirement], holdings: Holdings) -> Fit:
    """An agency, by its name as shown, against them."""
    found = eligibility(requirements, holdings)
    return Fit(
        agency,
        [words(each) for each, standing in found if standing is Standing.MEETS],
        [translate(missing(each, holdings)) for each, standing in found if standing is Standing.LACKS],
        [words(each) for each, standing in found if standing is Standing.UNKNOWN],
    )


def words(requirement: Requirement) -> str:
    """One requirement in one line."""
    name, grade = requirement.subject, requirement.grade
    match requirement.kind:
        case Kind.QUALIFICATION if grade is not Grade.UNGRADED:
            return _("Certificate “%(name)s”, at least %(grade)s", name=name, grade=translate(GRADES[grade]))
        case Kind.QUALIFICATION:
            return _("Certificate “%(name)s”", name=name)
        case Kind.PRACTITIONERS:
            return _(
                "Practitioners with the certificate “%(name)s”: at least %(count)s", name=name, count=requirement.number
            )
        case Kind.PROOF if proof := RETAINED.get(name):
            return _("Proof: %(name)s", name=in_language(proof.name_zh, proof.name_en))
        case _:
            return name


def _law(requirement: Requirement) -> str:
    proof = RETAINED.get(requirement.subject) if requirement.kind is Kind.PROOF else None
    if proof is None:
        return ""
    basis = in_language(proof.basis_zh, proof.basis_en)
    if not proof.instead_zh:
        return basis
    instead = in_language(proof.instead_zh, proof.instead_en)
    return _("%(law)s; instead of it: %(instead)s", law=basis, instead=instead)
