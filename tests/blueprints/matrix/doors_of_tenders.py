"""The doors of a tender until its award."""

from collections.abc import Mapping
from typing import Any

from marketplace.cli.who_may.prototypes import Who
from tests.blueprints.matrix import purchase, rounds
from tests.blueprints.matrix.door import Door, reason, sent
from tests.blueprints.matrix.world import Place
from tests.domain.market import REGION, credit_code_of
from tests.files import pdf_upload

TERMS = {
    "title": "Technical assessment of twelve files",
    "description": "Assess twelve files.",
    "requirements": "",
    "region_code": REGION,
    "service_days": "20",
    "window_days": "3",
    "ceiling": "96,000.00",
    "method": "lowest_price",
}
AMENDMENT = {"description": "Assess thirteen files.", "requirements": "", "service_days": "21", "publish": "yes"}


def terms(place: Place) -> Mapping[str, Any]:
    return TERMS | {"budget_line": place.refs["line"], "version": place.refs.get("version", "")}


def attached(_place: Place) -> Mapping[str, Any]:
    return {"file": pdf_upload()}


def staying_out(_place: Place) -> Mapping[str, Any]:
    return {"credit_code": credit_code_of("91", 5), "role": "design", "because": "It made the design."}


REF = {"ref": "tender"}
BID = {"price": "88000", "proposal": "Our way", "after": "0", "act": "submit"}
OUT_OF_TIME = {"published": purchase.out_of_time, "announced": purchase.stood_its_time}
QUESTION = {"ref": "question"}

DOUBT = {"ref": "doubt"}
TENDER_DOORS = (
    Door("buyer.drafting.edit", "tender", "tender:edit", REF, terms),
    Door("buyer.drafting.submit", "tender", "tender:submit", REF, has_page=False),
    Door("buyer.files.index", "tender", "tender:edit", REF, attached),
    Door("buyer.files.remove", "tender", "tender:edit", REF | {"document": "document"}, has_page=False),
    Door("buyer.recusals.index", "tender", "tender:edit", REF, staying_out),
    Door(
        "buyer.recusals.remove",
        "tender",
        "tender:edit",
        REF | {"agency": "agency"},
        at={"draft": purchase.draft_with_a_recusal},
        has_page=False,
    ),
    Door(
        "buyer.sketches.keep",
        "tender",
        "tender:edit (keep what is typed)",
        REF,
        sent(title="Half", typed="0"),
        has_page=False,
        answers=(200,),
    ),
    Door(
        "buyer.sketches.forget",
        "tender",
        "tender:edit (keep what is typed)",
        REF,
        has_page=False,
        may_find_nothing=True,
    ),
    Door("buyer.approval.approve", "tender", "tender:approve", REF, has_page=False),
    Door("buyer.approval.send_back", "tender", "tender:return", REF, reason),
    Door(
        "buyer.overrides.give",
        "tender",
        "tender:override",
        REF,
        sent(
            condition=f"CAPITAL|{purchase.BLOCKED_WORDS}",
            law="《中华人民共和国保险法》",
            article="第六十九条",
            reason="Why",
            expires_on="2026-06-01",
        ),
        at={"draft": purchase.blocked, "in_approval": purchase.blocked_in_approval},
    ),
    Door(
        "regulator.override", "override", "override:review", {"ref": "override"}, sent(outcome="confirm", reason="Why")
    ),
    Door("buyer.approval.publish", "tender", "tender:publish", REF),
    Door(
        "buyer.approval.amend",
        "tender",
        "tender:amend",
        REF,
        lambda place: AMENDMENT | {"reason": "Why", "version": place.refs.get("version", "")},
    ),
    Door(
        "buyer.files.change",
        "tender",
        "tender:amend (change the files)",
        REF,
        lambda _place: {"file": pdf_upload(), "reason": "Why"},
    ),
    Door(
        "buyer.recusals.change",
        "tender",
        "tender:amend (change who must stay out)",
        REF,
        lambda place: staying_out(place) | {"reason": "Why"},
    ),
    Door("buyer.approval.cancel", "tender", "tender:cancel", REF, reason),
    Door("buyer.opening.close", "tender", "tender:close", REF, at=OUT_OF_TIME, has_page=False, done_already=True),
    Door(
        "supplier.seal_file",
        "tender",
        "bid:prepare",
        REF,
        lambda _place: {"file": pdf_upload()},
        has_page=False,
        answers=(200,),
    ),
    Door(
        "buyer.evaluation.declare",
        "tender",
        "tender:evaluate",
        REF,
        sent(has_conflict="no", reason=""),
        at={"opened": purchase.on_merit, "evaluating": purchase.evaluating},
        has_page=False,
    ),
    Door(
        "buyer.evaluation.score",
        "tender",
        "tender:evaluate",
        REF | {"bid_ref": "bid"},
        sent(method="80", team="60", reason="Clear."),
        at={"opened": purchase.declared, "evaluating": purchase.joined},
        states=("opened", "evaluating"),
    ),
    Door(
        "buyer.consensus.propose",
        "tender",
        "tender:evaluate",
        REF | {"bid_ref": "bid"},
        sent(method="60", team="60", reason="Clear.", deviation="One sees it in another way."),
        at={"evaluating": purchase.all_in},
        states=("evaluating",),
    ),
    Door(
        "buyer.consensus.confirm",
        "tender",
        "tender:evaluate",
        REF | {"bid_ref": "bid"},
        sent(number="1"),
        at={"evaluating": purchase.proposed},
        states=("evaluating",),
        has_page=False,
    ),
    Door(
        "buyer.releases.stand_aside",
        "tender",
        "tender:evaluate",
        REF,
        reason,
        at={"opened": purchase.declared, "evaluating": purchase.joined},
        states=("opened", "evaluating"),
    ),
    Door(
        "buyer.releases.release",
        "tender",
        "tender:release_evaluator",
        REF | {"user_id": "late"},
        reason,
        at={"evaluating": purchase.kept_waiting},
        states=("evaluating",),
    ),
    Door(
        "buyer.rounds.call",
        "tender",
        "tender:run_rounds",
        REF,
        lambda place: {"opens_at": rounds.soon(place)},
        at={"opened": rounds.opened},
        states=("opened",),
    ),
    Door(
        "buyer.rounds.reply",
        "tender",
        "tender:run_rounds",
        REF,
        sent(step="reply_1", reply="Thanks", go_on="no"),
        at={"opened": rounds.to_be_replied},
        states=("opened",),
    ),
    Door(
        "buyer.rounds.postpone",
        "tender",
        "tender:interrupt_rounds",
        REF,
        lambda place: {"opens_at": rounds.soon(place), "reason": "Why"},
        at={"opened": rounds.called},
        states=("opened",),
    ),
    Door(
        "buyer.rounds.pause",
        "tender",
        "tender:interrupt_rounds",
        REF,
        reason,
        at={"opened": rounds.begun},
        states=("opened",),
    ),
    Door(
        "admin.interrupt_round",
        "tender",
        "tender:interrupt_rounds",
        REF,
        reason,
        at={"opened": rounds.begun},
        states=("opened",),
    ),
    Door(
        "buyer.rounds.resume",
        "tender",
        "tender:interrupt_rounds",
        REF,
        lambda place: {"opens_at": rounds.soon(place)},
        at={"opened": rounds.paused},
        states=("opened",),
    ),
    Door(
        "supplier.auction",
        "bid",
        "bid:answer_step",
        {"ref": "tender"},
        sent(step="round_1", price="80000"),
        at={"valid": rounds.among_others},
        states=("valid",),
    ),
    Door("buyer.evaluation.select", "tender", "tender:select", REF, has_page=False),
    Door("buyer.awards.announce", "tender", "tender:award", REF),
    Door("buyer.awards.revoke", "tender", "tender:revoke", REF, reason),
    Door("buyer.drafting.reissue", "tender", "tender:reissue", REF, has_page=False),
    Door("supplier.bid", "tender", "bid:prepare", REF, lambda _place: BID),
    Door("supplier.keep", "tender", "bid:prepare", REF, sent(price="1", seen="0"), has_page=False, answers=(200,)),
    Door("supplier.questions", "tender", "question:ask", REF, sent(text="What is meant?"), has_page=False),
    Door("buyer.questions.answer", "question", "question:answer (answer)", QUESTION, sent(answer="Yes.")),
    Door("buyer.questions.refuse", "question", "question:answer (refuse)", QUESTION, reason),
    Door(
        "buyer.questions.merge",
        "question",
        "question:answer (put to another)",
        QUESTION,
        lambda place: {"into": place.refs["other"]},
    ),
    Door(
        "supplier.confirm_bid",
        "bid",
        "bid:confirm",
        {"ref": "bid"},
        at={"invited_again": purchase.bid_to_confirm},
        has_page=False,
    ),
    Door("supplier.reply_to_doubt", "doubt", "doubt:reply", DOUBT, sent(reply="It is over.")),
    Door("buyer.doubts.admit", "doubt", "doubt:decide (let the bid take part)", DOUBT, reason),
    Door("buyer.doubts.exclude", "doubt", "doubt:decide (keep the bid out)", DOUBT, reason),
    Door("supplier.withdraw", "bid", "bid:withdraw", {"ref": "bid"}),
)
OBJECTION = {"ref": "objection"}
AWARD_DOORS = (
    Door(
        "supplier.object_to",
        "award",
        "objection:file",
        REF,
        sent(facts="Facts.", request="Look again."),
        has_page=False,
        moves_later=True,
        misses={Who.AGENCY: (409,), Who.AGENCY_ADMINISTRATOR: (409,)},
    ),
    Door("supplier.withdraw_objection", "objection", "objection:withdraw", OBJECTION, has_page=False),
    Door("buyer.objections.answer", "objection", "objection:answer (answer)", OBJECTION, sent(answer="No.")),
    Door("buyer.objections.dismiss", "objection", "objection:answer (not take up)", OBJECTION, sent(answer="No.")),
    Door(
        "buyer.objections.uphold",
        "objection",
        "objection:answer (uphold)",
        OBJECTION,
        sent(answer="Right.", remedy="repeat"),
    ),
    Door("supplier.decline", "award", "award:decline", {"ref": "award"}, reason),
    Door("buyer.awards.lapse", "award", "award:lapse", REF, sent(default="cannot_perform", reason="Why")),
    Door("buyer.awards.award_next", "award", "award:award_next", REF),
    Door("buyer.awards.give_up", "award", "award:give_up", REF, reason),
    Door(
        "buyer.contracts.draw_up",
        "award",
        "contract:draw_up",
        REF,
        sent(**{"milestones-0-title": "Report", "milestones-0-amount": "88000", "milestones-0-days": "20"}),
    ),
)
