"""The doors of agencies, departments, claims, disputes and invitations."""

import io
from collections.abc import Mapping
from typing import Any

from marketplace.cli.who_may.prototypes import Who
from marketplace.domain.organisations.commitments import COMMITMENTS
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.states import CommitmentKind
from tests.blueprints.matrix.door import Door, reason, sent
from tests.blueprints.matrix.doors_of_tenders import TERMS
from tests.blueprints.matrix.world import Place
from tests.domain.market import ITEM
from tests.evidence import CMA, RESIDENT
from tests.files import pdf_upload

AGENCY = "registration of an agency"
REF = {"ref": "agency"}
PARTICULARS = {
    "credit_code": make_credit_code("91510100MA900001"),
    "name": "青水检测有限公司",
    "name_en": "Clear Water Testing Ltd",
    "legal_form": "enterprise",
    "legal_representative": "李明",
    "contact_name": "王芳",
    "contact_phone": "028-12345678",
    "contact_email": "office@example.org",
    "services": ITEM,
    "has_committed": "y",
    "act": "send",
}
PROFILE = {name: PARTICULARS[name] for name in ("contact_name", "contact_phone", "contact_email")}
STATEMENT = {
    "conditions": "A project file.",
    "flow": "Contract, site visit, report.",
    "promised_days": "15",
    "price_mode": "market",
    "price_from": "20000",
    "price_to": "60000",
    "price_text": "",
}
CERTIFICATE = {
    "known": CMA,
    "name": "",
    "grade": "A",
    "number": "CMA-26-1",
    "issuer": "市场监督管理局",
    "valid_from": "2026-01-01",
    "valid_to": "",
    "legal_basis": "",
}
PERSON = {
    "name": "郑某",
    "certificate": "注册测绘师",
    "registration_number": "ZC-0002",
    "identity_number": RESIDENT,
    "active_from": "2026-03-01",
}
SIGNED = {"version": str(COMMITMENTS[CommitmentKind.ABILITY].version), "has_agreed": "y"}
SHOWN = ("active", "withdrawn")
"""Before that an agency shows nothing."""
EVIDENCE = "organisation:keep_evidence"
PEOPLE = "organisation:manage_members"
SERVICES = "organisation:offer_services"


def certificate(_place: Place) -> Mapping[str, Any]:
    return CERTIFICATE | {"file": pdf_upload()}


def claiming(place: Place) -> Mapping[str, Any]:
    return {"credit_code": place.refs["credit_code"], "reason": "The code is ours.", "file": pdf_upload()}


def helper(role: str) -> Any:  # noqa: ANN401 - a form
    return lambda place: {"user": place.refs["helper"], "role": role}


def draft(place: Place) -> Mapping[str, Any]:
    return TERMS | {"budget_line": place.refs["line"], "version": "", "typed": "0"}


def budget(place: Place) -> Mapping[str, Any]:
    table = "fiscal_year,code,name,amount\n2026,2110302,More,1000.00\n"
    return {"department": place.refs["department"], "file": (io.BytesIO(table.encode()), "budget.csv")}


def dissolution(place: Place) -> Mapping[str, Any]:
    return {"successor": place.refs["third_department"], "from_day": place.refs["today"], "document": "1"}


AGENCY_DOORS = (
    Door("supplier.correct", AGENCY, "organisation:correct (send again)", REF, sent(**PARTICULARS)),
    Door("supplier.profile", AGENCY, "organisation:correct (profile)", REF, sent(description="", **PROFILE)),
    Door("supplier.services", AGENCY, SERVICES, REF, sent(services=ITEM), says_why=True),
    Door("supplier.offer", AGENCY, SERVICES, REF | {"code": ITEM}, sent(**STATEMENT), says_why=True),
    Door("supplier.add_qualification", AGENCY, EVIDENCE, REF, certificate, says_why=True),
    Door("supplier.take_off", AGENCY, EVIDENCE, {"ref": "qualification"}, states=SHOWN, says_why=True),
    Door("supplier.add_practitioner", AGENCY, EVIDENCE, REF, sent(**PERSON), says_why=True),
    Door(
        "supplier.end_practitioner",
        AGENCY,
        EVIDENCE,
        {"ref": "practitioner"},
        sent(last_day="2026-03-02"),
        states=SHOWN,
        says_why=True,
    ),
    Door("supplier.commit", AGENCY, "organisation:commit", REF | {"kind": "ability"}, sent(**SIGNED), says_why=True),
    Door("supplier.leave", AGENCY, "organisation:withdraw", REF),
    Door("supplier.come_back", AGENCY, "organisation:rejoin", REF),
    Door(
        "supplier.people_of",
        AGENCY,
        PEOPLE,
        REF,
        sent(email="invitee@example.org", role="agency_member"),
        has_page=False,
    ),
    Door(
        "supplier.people_act",
        AGENCY,
        PEOPLE,
        REF | {"act": "remove"},
        helper("agency_member"),
        has_page=False,
        note="remove",
    ),
    Door("supplier.people_act", AGENCY, PEOPLE, REF | {"act": "appoint"}, helper(""), has_page=False, note="appoint"),
    Door("supplier.people_act", AGENCY, "organisation:leave", REF | {"act": "leave"}, has_page=False, note="leave"),
    Door("supplier.open_dispute", AGENCY, "organisation:dispute", form=claiming, has_page=False),
    Door("admin.pass_registration", AGENCY, "organisation:check (pass)", REF, has_page=False),
    Door("admin.registration", AGENCY, "organisation:check (return)", REF, reason, has_page=False),
    Door(
        "admin.organisation",
        AGENCY,
        "organisation:seat_member",
        REF,
        sent(email="invitee@example.org", role="agency_member"),
    ),
    Door("admin.remove_member", AGENCY, PEOPLE, REF, helper("agency_member"), has_page=False),
    *(
        Door(
            "admin.claim",
            "claim to a credit code",
            "organisation:verify",
            REF,
            sent(how=how, **fields),
            note=how,
            moves_later=how == "mail_domain",
        )
        for how, fields in (("document", {"note": "Licence"}), ("mail_domain", {"domain": "firm.example"}))
    ),
    *(
        Door(
            "admin.dispute",
            "dispute about a credit code",
            "dispute:decide",
            {"ref": "dispute"},
            sent(act=act, reason="Why"),
            has_page=False,
            note=act,
        )
        for act in ("uphold", "reject")
    ),
    Door(
        "supplier.withdraw_dispute",
        "dispute about a credit code",
        "dispute:withdraw",
        {"ref": "dispute"},
        has_page=False,
    ),
    Door("account.accept_invitation", "invitation", "invitation:accept", {"token": "token"}, has_page=False),
    Door(
        "supplier.people_act",
        "invitation",
        "organisation:manage_members (take back)",
        REF | {"act": "revoke"},
        lambda place: {"invitation": place.refs["invitation"]},
        has_page=False,
        note="revoke",
    ),
)
DEPARTMENT = {"ref": "department"}
OWN_MONEY = {Who.OTHER_DEPARTMENT: (422,)}
"""Whoever works for another department drafts there, and not with this one's money."""
DEPARTMENT_DOORS = (
    Door("buyer.drafting.draft", "department", "tender:draft", {"code": ITEM}, draft, has_page=False, misses=OWN_MONEY),
    Door("buyer.budgets.load", "department", "budget:import", form=budget, has_page=False, misses=OWN_MONEY),
    Door(
        "buyer.people.show",
        "department",
        PEOPLE,
        DEPARTMENT,
        sent(email="invitee@example.org", role="evaluator"),
        has_page=False,
    ),
    Door("buyer.people.act", "department", PEOPLE, DEPARTMENT | {"act": "remove"}, helper("evaluator"), has_page=False),
    Door("admin.dissolve", "department", "organisation:dissolve", DEPARTMENT, dissolution),
)
