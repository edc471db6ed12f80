"""What the filer does and what nobody else learns."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import operations as account_operations
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.calendar.rules import end_of
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints import queries, rules
from marketplace.domain.complaints.models import Complaint, ComplaintContact, ComplaintFile
from marketplace.domain.complaints.rules import code_limits
from marketplace.domain.complaints.states import Anonymity, ComplaintState, SubjectKind
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import ANYONE, PLATFORM
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.journal import JournalEntry
from tests.domain.complaints.cases import CONTACT, SOURCE, against_agency, filed, stored, taken, written
from tests.domain.market import Market


def test_anyone_files_and_follows_with_number_and_code(market: Market) -> None:
    made = filed(market, "", stored(1))
    assert made.complaint.state is ComplaintState.RECEIVED
    assert len(made.code.replace("-", "")) == 26
    with market.house.reading() as session:
        case = queries.followed(session, made.complaint.ref, made.code)
        loose = queries.followed(session, f" {made.complaint.ref.lower()} ", made.code.lower().replace("-", " "))
        kept = session.scalars(select(Complaint)).one()
    assert case.complaint.ref == loose.complaint.ref == made.complaint.ref
    assert [file.filename for file in case.files] == ["evidence1.pdf"]
    assert made.code not in kept.code_hash
    assert kept.respondent_id == market.organisation_id("department")


@pytest.mark.parametrize(("ref", "code"), [("", "AAAA"), (None, ""), (None, "AAAA-BBBB"), ("J-22222222", None)])
def test_a_stranger_with_the_number_alone_sees_nothing(market: Market, ref: str | None, code: str | None) -> None:
    made = filed(market)
    asked = made.complaint.ref if ref is None else ref, made.code if code is None else code
    with market.house.reading() as session, pytest.raises(NotFound) as refusal:
        queries.followed(session, *asked)
    assert refusal.value.text == queries.NO_SUCH
    for act in (
        lambda uow: complaints.withdraw(uow, *asked),
        lambda uow: complaints.supplement(uow, *asked, "More", [], SOURCE),
    ):
        with pytest.raises(NotFound), market.house.writing(ANYONE) as uow:
            act(uow)


def test_the_code_of_another_complaint_does_not_fit(market: Market) -> None:
    tender = market.published()
    one, other = filed(market, tender), filed(market, tender)
    with market.house.reading() as session, pytest.raises(NotFound):
        queries.followed(session, one.complaint.ref, other.code)


def test_codes_are_compared_in_constant_time(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    made, seen = filed(market), []

    def compare(one: str, other: str) -> bool:
        seen.append((one, other))
        return one == other

    monkeypatch.setattr("marketplace.domain.complaints.rules.hmac.compare_digest", compare)
    with market.house.reading() as session:
        for ref in (made.complaint.ref, "J-22222222"):
            with pytest.raises(NotFound):
                queries.followed(session, ref, "WRONG")
    assert len(seen) == 2, "a number that does not exist takes the same path"


def test_wrong_codes_are_limited_by_address_and_by_number(market: Market) -> None:
    ref = filed(market).complaint.ref
    for _ in range(rules.CODE_FROM_ADDRESS.count):
        with market.house.writing(ANYONE) as uow:
            account_operations.begin_attempt(uow, code_limits(ref, SOURCE))
    now = market.clock.at
    with market.house.reading() as session:
        assert accounts.wait_for(session, code_limits(ref, SOURCE), now)
        assert not accounts.wait_for(session, code_limits(ref, "198.51.100.1"), now)
    for number in range(rules.CODE.count):
        with market.house.writing(ANYONE) as uow:
            account_operations.begin_attempt(uow, code_limits(ref.lower(), f"198.51.100.{number}"))
    with market.house.reading() as session:
        assert accounts.wait_for(session, code_limits(ref, "192.0.2.1"), now)
        assert not accounts.wait_for(session, code_limits(ref, "192.0.2.1"), now + rules.CODE.within)


def test_complaints_from_one_address_are_limited(market: Market) -> None:
    tender = market.published()
    for _ in range(rules.FILING.count):
        filed(market, tender)
    with pytest.raises(Conflict):
        filed(market, tender)
    filed(market, tender, source="198.51.100.1")
    market.clock.advance(days=1, seconds=1)
    filed(market, tender)


def test_the_journal_learns_neither_who_nor_what(market: Market) -> None:
    made = filed(market, "", stored(1), clause="canary-clause", kind=SubjectKind.CLAUSE)
    with market.house.writing(ANYONE) as uow:
        complaints.withdraw(uow, made.complaint.ref, made.code)
    with market.house.reading() as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.object_type == "Complaint")).all()
    assert [entry.action for entry in entries] == ["complaint:attach", "complaint:file", "complaint:withdraw"]
    said = str([entry.data for entry in entries])
    for secret in ("canary", CONTACT.name, CONTACT.phone, made.code, SOURCE, market.refs["department"]):
        assert secret not in said
    assert {entry.user_id for entry in entries} == {None}


def test_an_anonymous_complaint_keeps_no_contact(market: Market) -> None:
    filed(market, anonymity=Anonymity.ANONYMOUS)
    with market.house.reading() as session:
        assert session.scalars(select(ComplaintContact)).all() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"facts": " "}, "facts"),
        ({"facts": "x" * 4001}, "facts"),
        ({"reasons": "\x07"}, "reasons"),
        ({"articles": ()}, "articles"),
        ({"articles": ("no such",)}, "articles"),
        ({"since": date(2199, 1, 1)}, "since"),
        ({"reported_elsewhere": True}, "elsewhere"),
        ({"kind": SubjectKind.CLAUSE}, "clause"),
        ({"about": "T-NOTHING1"}, "tender"),
        ({"about": ""}, "tender"),
        ({"kind": SubjectKind.DEPARTMENT, "about": "O-NOTHING1"}, "department"),
        ({"kind": SubjectKind.AGENCY, "about": "91510100MA00000000"}, "agency"),
        ({"kind": SubjectKind.POLICY, "policy_issuer": "Bureau"}, "policy_title"),
        ({"kind": SubjectKind.POLICY, "policy_title": "Notice"}, "policy_issuer"),
        (
            {"kind": SubjectKind.POLICY, "policy_title": "A", "policy_issuer": "B", "policy_link": "javascript:x"},
            "policy_link",
        ),
        ({"contact": rules.Contact()}, "contact_name"),
        ({"contact": rules.Contact("赵")}, "contact_phone"),
        ({"contact": rules.Contact("赵", "12")}, "contact_phone"),
        ({"contact": rules.Contact("赵", "", "nobody")}, "contact_email"),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_missing_is_named(market: Market, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        filed(market, changes.pop("about", "") or "T-NOTHING2", **changes)  # type: ignore[arg-type]
    assert field in refusal.value.fields


def test_a_draft_is_not_found_out_by_complaining(market: Market) -> None:
    draft = market.draft()
    with pytest.raises(Invalid):
        filed(market, draft)


def test_a_policy_has_no_respondent_here(market: Market) -> None:
    made = filed(
        market,
        "-",
        kind=SubjectKind.POLICY,
        policy_title="Notice on local lists",
        policy_issuer="Some bureau",
        policy_link="https://example.org/a",
    )
    assert made.complaint.respondent_id is None


def test_what_is_said_of_a_policy_names_no_person(market: Market) -> None:
    made = filed(
        market,
        "-",
        kind=SubjectKind.POLICY,
        policy_title="Notice, ask 13987654321",
        policy_issuer=f"{CONTACT.name}, {CONTACT.email}",
    )
    kept = market.get(Complaint, made.complaint.ref)
    said = f"{kept.policy_title} {kept.policy_issuer}"
    assert not any(secret in said for secret in ("13987654321", CONTACT.name, CONTACT.email))


def test_departments_and_agencies_answer_for_themselves(market: Market) -> None:
    department = filed(market, market.refs["department"], kind=SubjectKind.DEPARTMENT).complaint
    agency = market.get(Complaint, against_agency(market))
    assert (department.respondent_id, department.respondent_buys) == (market.organisation_id("department"), True)
    assert (agency.respondent_id, agency.respondent_buys) == (market.organisation_id("agency1"), False)
    with market.house.reading() as session:
        assert [row.ref for row in queries.departments(session)] == [
            department.ref
            for department in session.scalars(
                select(Organisation).where(Organisation.kind == OrganisationKind.DEPARTMENT).order_by(Organisation.name)
            )
        ]


def test_too_many_or_too_heavy_files_are_refused_whole(market: Market) -> None:
    tender = market.published()
    for files in (
        [stored(number) for number in range(rules.MAX_FILES + 1)],
        [stored(1, rules.MAX_FILE_BYTES), stored(2)],
    ):
        with pytest.raises(Invalid) as refusal:
            filed(market, tender, *files)
        assert "file" in refusal.value.fields
    with market.house.reading() as session:
        assert session.scalars(select(ComplaintFile)).all() == []
        assert session.scalars(select(Complaint)).all() == []


def test_a_supplement_comes_when_asked_and_begins_the_clocks_anew(market: Market) -> None:
    made = filed(market)
    ref = made.complaint.ref
    with pytest.raises(Conflict), market.house.writing(ANYONE) as uow:
        complaints.supplement(uow, ref, made.code, "More", [], SOURCE)
    with market.acting("regulator") as uow:
        complaints.ask_supplement(uow, ref, "Which clause?")
    market.clock.advance(days=1)
    with market.house.writing(ANYONE) as uow:
        complaints.supplement(uow, ref, made.code, "Number 3", [stored(7)], SOURCE)
    complaint = market.get(Complaint, ref)
    assert complaint.state is ComplaintState.RECEIVED
    assert complaint.complete_at == market.clock.at
    with market.house.reading() as session:
        case = queries.followed(session, ref, made.code)
    assert [entry.text for entry in case.entries] == ["Which clause?", "Number 3"]
    assert case.files_of(case.entries[1])[0].filename == "evidence7.pdf"


def test_a_withdrawn_complaint_rests(market: Market) -> None:
    made = filed(market)
    with market.house.writing(ANYONE) as uow:
        complaints.withdraw(uow, made.complaint.ref, made.code)
    withdrawn = market.get(Complaint, made.complaint.ref)
    assert (withdrawn.state, withdrawn.due_at) == (ComplaintState.WITHDRAWN, None)
    with pytest.raises(Conflict), market.acting("regulator") as uow:
        complaints.take(uow, made.complaint.ref)


def test_periods_pass_over_holidays(market: Market) -> None:
    """Filed on Wednesday 29 April 2026: 1 to 5 May are off, Saturday 9 May is worked."""
    tender = market.published()
    market.clock.at = end_of(date(2026, 4, 28)) + timedelta(hours=9)
    ref = filed(market, tender).complaint.ref
    assert market.get(Complaint, ref).due_at == end_of(date(2026, 5, 9))
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
    assert market.get(Complaint, ref).due_at == end_of(date(2026, 6, 29)), "60 days end on a Sunday and roll"


def test_the_sweep_marks_what_is_late_once(market: Market) -> None:
    ref = filed(market).complaint.ref
    due = market.get(Complaint, ref).due_at
    assert due is not None
    market.clock.at = due - timedelta(seconds=1)
    with market.house.writing(PLATFORM) as uow:
        complaints.mark_overdue(uow, ref)
    assert market.get(Complaint, ref).overdue_at is None
    market.clock.at = due
    with market.house.reading() as session:
        assert queries.refs_overdue(session, market.clock.at) == [ref]
    for _ in range(2):
        with market.house.writing(PLATFORM) as uow:
            complaints.mark_overdue(uow, ref)
    assert market.get(Complaint, ref).overdue_at == due
    with market.house.reading() as session:
        assert queries.refs_overdue(session, market.clock.at) == []
        late = session.scalars(select(JournalEntry).where(JournalEntry.action == "complaint:overdue")).all()
    assert len(late) == 1
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
    assert market.get(Complaint, ref).overdue_at is None


def test_masks_hide_numbers_addresses_and_the_filer() -> None:
    text = (
        "Ask 李四 at 13812345678, 028-12345678 or a.b@example.org, id 51010119900101123X; paid 88,000.00 on 2026-04-29."
    )
    hidden = rules.masked(text, rules.Contact("李四", "", ""))
    for secret in ("李四", "13812345678", "028-12345678", "a.b@example.org", "51010119900101123X"):
        assert secret not in hidden
    assert "88,000.00 on 2026-04-29" in hidden
    assert rules.masked("李某", rules.Contact("李")) == "李某"


def test_typed_text_is_cleaned() -> None:
    clean = rules.checked(written("x", facts=" a \n\u200bb ", clause="kept out"), date(2026, 3, 2))
    assert (clean.facts, clean.clause) == ("a\nb", "")


def test_taking_needs_no_supplement(market: Market) -> None:
    assert market.get(Complaint, taken(market)).state is ComplaintState.TAKEN
