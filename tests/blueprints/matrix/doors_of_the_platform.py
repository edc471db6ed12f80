"""The doors of what has no states: accounts, reference data, jobs; and those that need no row here, with the reason."""

import io
from collections.abc import Mapping
from typing import Any

from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.operations.set_up import COLUMNS
from marketplace.domain.regimes import operations as regimes
from marketplace.domain.regions import operations as regions
from marketplace.reference import content
from tests.blueprints.matrix.door import ANY, Door, reason, sent
from tests.blueprints.matrix.doors_of_contracts import STARS
from tests.blueprints.matrix.doors_of_organisations import PARTICULARS
from tests.blueprints.matrix.world import Place
from tests.domain.market import REGION

BODY = PARTICULARS | {
    "kind": "department",
    "credit_code": make_credit_code("11510100MA900003"),
    "legal_form": "government_body",
    "region_code": REGION,
}
ORGANISATION = f"department,{BODY['credit_code']},导入局,,government_body,某,某,028-87654321,a@b.example,{REGION},"


def table(*lines: str) -> Any:  # noqa: ANN401 - a form
    return lambda _place: {"file": (io.BytesIO("\n".join(lines).encode()), "table.csv")}


def given(place: Place) -> Mapping[str, Any]:
    return {"organisation": place.refs["department"], "role": "approver"}


def tied(place: Place) -> Mapping[str, Any]:
    return {"department": place.refs["department"], "kind": "supervised", "since": "2020-05-01"}


def tied_by_code(place: Place) -> Mapping[str, Any]:
    return {**tied(place), "credit_code": place.refs["agency_code"], "exception_law": ""}


def ended(_place: Place) -> Mapping[str, Any]:
    return {"until": "2021-05-01", "reason": "It was cut loose."}


def complaint(_place: Place) -> Mapping[str, Any]:
    return {
        "kind": "policy",
        "policy_title": "A notice",
        "policy_number": "1",
        "policy_issuer": "A bureau",
        "policy_link": "",
        "articles": ["AML-42"],
        "facts": "A branch is asked for.",
        "reasons": "Others stay out.",
        "reported_elsewhere": "no",
        "anonymity": "anonymous",
    }


FIGURES = {
    "region_code": "",
    "year": "2026",
    "regime": "private",
    "threshold": "",
    "items": "",
    "small_purchase": "200000",
    "window_small": "3",
    "window_large": "5",
    "publicity": "3",
    "sign_within": "10",
    "citation": "民法典 Art 465",
}
DAY = {"day": "2026-07-01", "is_workday": "no", "name": "A day off"}
JOB = {"entry_id": "job"}
ACCOUNT = {"number": "number"}
PLATFORM_DOORS = (
    Door("public.complain", "complaint:file", ANY, form=complaint, has_page=False, answers=(200,)),
    Door("supplier.register", "organisation:register", ANY, form=sent(**PARTICULARS), has_page=False),
    Door(
        "buyer.registration.register",
        "organisation:register",
        ANY,
        form=sent(**PARTICULARS, buyer_kind="enterprise"),
        has_page=False,
    ),
    Door(
        "buyer.registration.register_person",
        "organisation:register",
        ANY,
        form=sent(name="欧阳小明", contact_phone="13800000000", contact_email="a@b.example", has_committed="yes"),
        has_page=False,
    ),
    Door("supplier.affiliations", "affiliation:declare", ANY, {"ref": "agency"}, tied),
    *(
        Door(f"{room}.record_affiliation", "affiliation:record", ANY, form=tied_by_code)
        for room in ("admin", "regulator")
    ),
    *(
        Door(f"{room}.end_affiliation", "affiliation:end", ANY, {"ref": "affiliation"}, ended)
        for room in ("admin", "regulator")
    ),
    Door("supplier.reply", "rating:reply", ANY, {"ref": "rating"}, sent(reply="Thank you.")),
    Door("buyer.ratings.reply", "rating:reply_of_buyer", ANY, {"ref": "agencys_rating"}, sent(reply="Thank you.")),
    Door("buyer.ratings.correct", "rating:correct", ANY, {"ref": "rating"}, sent(**STARS)),
    Door("supplier.correct_rating", "rating:correct_of_buyer", ANY, {"ref": "agencys_rating"}, sent(**STARS)),
    *(
        Door("admin.account_act", "account:administer", ANY, ACCOUNT | {"verb": verb}, reason, note=verb)
        for verb in ("lock", "reset_second_factor", "end_sessions")
    ),
    Door("admin.grant", "membership:grant", ANY, ACCOUNT, given),
    Door("admin.set_up", "organisation:set_up", ANY, form=sent(**BODY)),
    Door("admin.import_organisations", "organisation:set_up", ANY, form=table(",".join(COLUMNS), ORGANISATION)),
    Door(
        "admin.import_regions",
        "platform:operate",
        ANY,
        form=table(",".join(regions.COLUMNS), "990000,新省,New,province,"),
    ),
    Door(
        "admin.import_catalogue",
        "catalogue:maintain",
        ANY,
        form=table(content("catalogue.csv").decode().replace("Technical", "Other")),
    ),
    Door("admin.enter_figures", "regime:maintain", ANY, form=sent(**FIGURES)),
    Door(
        "admin.import_regimes",
        "regime:maintain",
        ANY,
        form=table(",".join(regimes.COLUMNS), ",2026,private,,,200000,3,5,3,10,民法典 Art 465"),
    ),
    Door(
        "admin.import_calendar", "calendar:maintain", ANY, form=table("date,is_workday,name", "2027-01-01,no,New Year")
    ),
    Door("admin.calendar_now", "calendar:maintain", ANY, form=sent(**DAY)),
    Door("admin.calendar_year", "calendar:maintain", ANY, {"year": "2026"}, sent(**DAY)),
    Door("admin.retry", "platform:operate", ANY, JOB, has_page=False),
    Door("admin.drop", "platform:operate", ANY, JOB, sent(reason="Why")),
)

OWN_FUNDS = "of buyers with own funds alone, of whom the matrix has none: tests/blueprints/buyer/test_own_funds.py"
OWN_ACCOUNT = "acts on the account of whoever asks, and names no other"
WITHOUT_A_ROW: Mapping[str, str] = {
    "account.end_session": OWN_ACCOUNT,
    "account.erase": OWN_ACCOUNT,
    "account.profile": OWN_ACCOUNT,
    "account.remove_passkey": OWN_ACCOUNT,
    "account.inbox.follow": OWN_ACCOUNT,
    "account.inbox.mails": OWN_ACCOUNT,
    "account.inbox.read_all": OWN_ACCOUNT,
    "buyer.sketches.keep_new": "keeps what its typist typed; no object yet",
    "buyer.sketches.forget_new": "drops what its typist typed; no object yet",
    "public.complaint_track": "reads; the code is the key",
    "buyer.registration.correct": OWN_FUNDS,
    "supplier.confirm_payment": OWN_FUNDS,
    "supplier.reject_payment": OWN_FUNDS,
}
"""Doors of ours through which nothing of anybody else's can be changed."""
