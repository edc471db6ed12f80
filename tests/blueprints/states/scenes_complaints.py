"""Complaints in every state, as their filer, the regulator, the respondent and the public read them."""

from collections.abc import Callable, Mapping

from marketplace.domain.complaints import operations as complaints
from marketplace.kernel.actor import ANYONE as NOBODY_IN_PARTICULAR
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.blueprints.states.scene import ANYONE, NOBODY, Scene, Scenes, View
from tests.domain.complaints.cases import FOUND, filed
from tests.domain.market import Market

CHECK_BY = "the end of 9 Mar 2026"
"""Five working days from Monday the 2nd."""
SUPPLEMENT_BY = "the end of 11 Mar 2026"
"""Seven working days."""
STATEMENT_BY = "the end of 9 Mar 2026"
"""Five working days."""
DECIDE_BY = "the end of 6 May 2026"
"""Sixty days end on 1 May; the holiday lasts until the 5th."""

DESK, HEARING, PUBLISHED = "/regulator/complaints/{ref}", "/buyer/complaints/{ref}", "/complaints/{ref}"
TRACK = "/complaints/track"
REGULATOR = "A regulator who does not belong to the respondent"
OFFICER = "The officer who has taken the case"
RESPONDENT = "The respondent: an approver of the department"

Step = Callable[[UnitOfWork, str], object]


def received(market: Market) -> Mapping[str, str]:
    made = filed(market)
    return {"ref": made.complaint.ref, "code": made.code}


def after(*steps: tuple[str, Step]) -> Callable[[Market], Mapping[str, str]]:
    """A complaint after these people have done these things with it."""

    def brought(market: Market) -> Mapping[str, str]:
        refs = received(market)
        for who, step in steps:
            with market.acting(who) as uow:
                step(uow, refs["ref"])
        return refs

    return brought


def withdrawn(market: Market) -> Mapping[str, str]:
    refs = received(market)
    with market.house.writing(NOBODY_IN_PARTICULAR) as uow:
        complaints.withdraw(uow, refs["ref"], refs["code"])
    return refs


TAKE = ("regulator", complaints.take)
ASK = ("regulator", lambda uow, ref: complaints.ask_statement(uow, ref, "为何如此？"))
STATE = ("approver", lambda uow, ref: complaints.state(uow, ref, "照抄。", []))
DECIDE = ("regulator", lambda uow, ref: complaints.decide(uow, ref, FOUND))
DECIDED = (TAKE, ASK, STATE, DECIDE)


def view_of_filer(who: str, what: str, by: str = "") -> View:
    return View(ANYONE, TRACK, who, what, by, as_filer=True)


SCENES: Scenes = {
    ("complaint", "received"): Scene(
        received,
        (
            View("regulator", DESK, "You", "Check whether the complaint can be taken up", CHECK_BY),
            view_of_filer(REGULATOR, "Check whether the complaint can be taken up", CHECK_BY),
        ),
    ),
    ("complaint", "supplement_asked"): Scene(
        after(("regulator", lambda uow, ref: complaints.ask_supplement(uow, ref, "缺页"))),
        (
            view_of_filer("You", "Add what the regulator asked for.", SUPPLEMENT_BY),
            View("regulator", DESK, "The filer", "Add what the regulator asked for.", SUPPLEMENT_BY),
        ),
    ),
    ("complaint", "taken"): Scene(
        after(TAKE),
        (
            View("regulator", DESK, "You", "Examine the case", DECIDE_BY),
            view_of_filer(OFFICER, "Examine the case", DECIDE_BY),
        ),
    ),
    ("complaint", "statement_asked"): Scene(
        after(TAKE, ASK),
        (
            View("approver", HEARING, "You", "Answer the officer's question.", STATEMENT_BY),
            View("regulator", DESK, RESPONDENT, "Answer the officer's question.", STATEMENT_BY),
            view_of_filer(RESPONDENT, "Answer the officer's question.", STATEMENT_BY),
        ),
    ),
    ("complaint", "decided"): Scene(
        after(*DECIDED),
        (
            View("regulator", DESK, "You", "Publish the decision, or put on file why"),
            View("approver", HEARING, OFFICER, "Publish the decision"),
            view_of_filer(OFFICER, "Publish the decision"),
        ),
    ),
    ("complaint", "published"): Scene(
        after(*DECIDED, ("regulator", complaints.publish)),
        (
            View(ANYONE, PUBLISHED, NOBODY, "the respondent does what the decision's measures say"),
            View("approver", HEARING, NOBODY, "the respondent does what the decision's measures say"),
            View("regulator", DESK, NOBODY, "the respondent does what the decision's measures say"),
            view_of_filer(NOBODY, "The filer has nothing more to do."),
        ),
    ),
    ("complaint", "not_accepted"): Scene(
        after(("regulator", lambda uow, ref: complaints.not_accept(uow, ref, "不属实"))),
        (
            view_of_filer(NOBODY, "The filer may file a new complaint"),
            View("regulator", DESK, NOBODY, "The respondent is not asked for anything."),
        ),
    ),
    ("complaint", "transferred"): Scene(
        after(("regulator", lambda uow, ref: complaints.transfer(uow, ref, "归市监局"))),
        (
            view_of_filer(NOBODY, "the filer turns to that body from now on"),
            View("regulator", DESK, NOBODY, "The body named in the reason goes on with it"),
        ),
    ),
    ("complaint", "withdrawn"): Scene(
        withdrawn,
        (
            view_of_filer(NOBODY, "Nothing follows from it for anybody."),
            View("regulator", DESK, NOBODY, "Nothing follows from it for anybody."),
        ),
    ),
}
