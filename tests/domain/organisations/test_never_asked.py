"""What no agency is ever asked, in no table and in no form (优化营商环境条例 Art 43; Order 16 of 2024, Art 6-7)."""

import inspect
import re
from pathlib import Path

from wtforms.fields.core import UnboundField

import marketplace
from marketplace.blueprints.supplier import evidence_forms, forms
from marketplace.domain.organisations import models, rules
from marketplace.domain.organisations.offering import Statement
from marketplace.domain.organisations.operations import Certificate, Person
from marketplace.kernel.database import Base

FORBIDDEN = re.compile(
    r"region|province|city|address|local|branch|capital|turnover|revenue|assets|headcount|employees|staff|founded|"
    r"established|age$|years|association|membership|fee|deposit|brand|owner|award|performance"
)
ALLOWED = {("Organisation", "region_code"), ("Organisation", "address"), ("Invitation", "language")}
"""A region is for departments alone, as a constraint of the table says; the language is that of the mail.

An office address may be given, and only tells bidders who belong together (招标投标法实施条例 Art 34).
"""


def test_no_table_of_an_agency_has_such_a_column() -> None:
    classes = [one for _, one in inspect.getmembers(models, inspect.isclass)]
    tables = [one for one in classes if issubclass(one, Base) and one is not Base]
    assert len(tables) >= 6
    asked = {(model.__name__, column.name) for model in tables for column in model.__table__.columns}
    assert {pair for pair in asked if FORBIDDEN.search(pair[1])} == ALLOWED
    assert "agencies_have_no_region" in str({check.name for check in models.Organisation.__table__.constraints})


def test_no_form_of_an_agency_has_such_a_field() -> None:
    asked = {
        name
        for module in (forms, evidence_forms)
        for _, form in inspect.getmembers(module, inspect.isclass)
        for name, field in inspect.getmembers(form)
        if isinstance(field, UnboundField)
    }
    assert {"credit_code", "promised_days", "identity_number"} <= asked
    assert {name for name in asked if FORBIDDEN.search(name)} == {"address"}


def test_no_operation_takes_such_an_answer() -> None:
    questions = (rules.Particulars, Statement, Certificate, Person)
    asked = {name for answers in questions for name in answers.__annotations__}
    assert {name for name in asked if FORBIDDEN.search(name)} == set()


READS_AN_ADDRESS = {
    "blueprints/supplier/registration.py",
    "domain/independence/queries.py",
    "domain/independence/rules.py",
    "domain/organisations/models.py",
    "domain/personal/register.py",
    "templates/supplier/agency.html",
    "templates/supplier/profile.html",
}
"""The own profile, the list of what is kept of people, and where bidders are compared with each other."""


def test_an_address_is_read_only_where_bidders_are_compared() -> None:
    root = Path(marketplace.__file__).parent
    of_whom = "agency|organisation|Organisation|each|form|found|_F|provider|one|row"
    reads = re.compile(rf"\b({of_whom})\.address\b|^    address:", re.MULTILINE)
    found = {
        file.relative_to(root).as_posix()
        for file in (*root.rglob("*.py"), *root.rglob("*.html"))
        if reads.search(file.read_text(encoding="utf-8"))
    }
    assert found == READS_AN_ADDRESS
