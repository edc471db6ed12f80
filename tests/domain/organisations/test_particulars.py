"""How the answers of a registration are checked."""

from dataclasses import fields

import pytest

from marketplace.domain.organisations import rules
from marketplace.domain.organisations.states import BuyerKind, OrganisationKind
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Invalid
from tests.parties import particulars


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("028-86512345", "028-86512345"),
        ("(028) 86512345", "02886512345"),
        ("0832－5551234", "0832-5551234"),
    ],
)
def test_phones(written: str, kept: str) -> None:
    assert rules.phone(written) == kept


@pytest.mark.parametrize("written", ["", "12800138000", "1380013800", "138001380001", "86512345", "028-123", "phone"])
def test_what_is_no_phone(written: str) -> None:
    with pytest.raises(Invalid):
        rules.phone(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [(" Office@Example.ORG ", "Office@example.org"), ("a.b+c@sub.example.cn", "a.b+c@sub.example.cn")],
)
def test_emails(written: str, kept: str) -> None:
    assert rules.email(written) == kept


@pytest.mark.parametrize(
    "written", ["", "a", "a@b", "a@@b.cn", "a b@c.cn", "a@b..cn", "a@b.cn\nBcc: x@y.cn", "a@" + "b." * 130 + "cn"]
)
def test_what_is_no_email(written: str) -> None:
    with pytest.raises(Invalid):
        rules.email(written)


@pytest.mark.parametrize("written", ["", "甲", "12", "公司" * 61, "a\x00b"])
def test_what_is_no_name(written: str) -> None:
    with pytest.raises(Invalid):
        rules.name(written)


def test_names_keep_their_full_width_signs_and_lose_what_cannot_be_seen() -> None:
    assert rules.name("清河\u202e评估（成都）\u200b 有限公司") == "清河评估（成都） 有限公司"
    assert rules.person(" 阿不都·热合曼 ") == "阿不都·热合曼"
    with pytest.raises(Invalid):
        rules.person("0")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        rules.checked(particulars(credit_code="1", name="", legal_form="x", contact_email="y", contact_phone="z"))
    assert set(refusal.value.fields) == {"credit_code", "name", "legal_form", "contact_email", "contact_phone"}


def test_nothing_is_asked_that_may_not_be_asked() -> None:
    assert {field.name for field in fields(rules.Particulars)} == {
        "credit_code", "name", "name_en", "legal_form", "legal_representative",
        "contact_name", "contact_phone", "contact_email",
    }  # fmt: skip


def test_every_kind_has_roles_and_every_role_is_one_sides_alone() -> None:
    assert set(rules.ROLES_OF) == set(OrganisationKind)
    buying = rules.ROLES_OF[OrganisationKind.BUYER]
    assert buying == rules.ROLES_OF[OrganisationKind.DEPARTMENT], "two kinds buy"
    assert rules.roles_of(OrganisationKind.BUYER, BuyerKind.PERSON) == buying - {Role.LEGAL_OFFICER}
    assert rules.roles_of(OrganisationKind.BUYER, BuyerKind.ENTERPRISE) == buying
    others = [roles for kind, roles in rules.ROLES_OF.items() if kind is not OrganisationKind.BUYER]
    assert sorted(role for roles in others for role in roles) == sorted(Role)
    assert set(rules.LEGAL_FORMS) == set(rules.LegalForm)
