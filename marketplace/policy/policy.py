"""THE page: a permission is granted when all sentences of any one of its rows are true.

`SEES` says who may know that an object exists at all; to everyone else it is "not found".
"""

from collections.abc import Mapping

from marketplace.policy.predicates import (
    Predicate,
    anyone,
    belongs_to_the_organisation,
    is_a_regulator,
    is_an_administrator_of_the_organisation,
    is_an_operator,
    is_approver_of_the_buyer,
    is_bought_privately,
    is_drafter_of_the_buyer,
    is_evaluator_of_the_buyer,
    is_finance_officer_of_the_buyer,
    is_for_departments,
    is_for_the_buyer_to_answer,
    is_for_the_supplier_to_answer,
    is_legal_officer_of_the_buyer,
    is_not_of_the_buyer,
    is_not_of_the_respondent,
    is_not_who,
    is_outside_the_organisation,
    is_paid_from_a_budget,
    is_paid_with_own_funds,
    is_shown_a_persons_own,
    is_signed_in,
    is_that_person,
    is_the_platform,
    is_who,
    the_public_may_see_it,
    works_for_a_department,
    works_for_an_agency_that_may_bid,
    works_for_the_buyer,
    works_for_the_supplier,
)

Row = tuple[Predicate, ...]
Rows = tuple[Row, ...]

SEES: Rows = (
    (the_public_may_see_it,),
    (belongs_to_the_organisation,),
    (works_for_the_buyer,),
    (works_for_the_supplier,),
    (is_that_person,),
    (is_a_regulator,),
    (is_an_operator,),
    (is_the_platform,),
)

PERMISSIONS: Mapping[str, Rows] = {
    # Accounts: rights come from memberships; an account is its owner's.
    "account:try": ((anyone,),),
    "account:edit": ((is_that_person,),),
    "account:administer": ((is_an_operator, is_not_who("owns")),),
    "account:erase": ((is_that_person,), (is_the_platform,)),
    # Organisations: any agency may enter (roadmap's first rule); the check is formal and passes by itself on timeout.
    # An operator gives no role to themselves and does not check what they registered (four eyes).
    "organisation:register": ((is_signed_in,),),
    "organisation:correct": ((belongs_to_the_organisation,),),
    "organisation:check": ((is_an_operator, is_not_who("registered")),),
    "organisation:pass_on_timeout": ((is_the_platform,),),
    "organisation:set_up": ((is_an_operator,), (is_the_platform,)),
    "organisation:dissolve": ((is_an_operator,),),
    "organisation:manage_members": ((is_an_administrator_of_the_organisation,), (is_an_operator,), (is_the_platform,)),
    "organisation:seat_member": ((is_an_operator,), (is_the_platform,)),
    "organisation:leave": ((belongs_to_the_organisation,),),
    "invitation:issue_token": ((is_the_platform,),),
    "invitation:accept": ((is_signed_in,),),
    # Who stands behind a credit code: operators confirm it; in a dispute nobody of either side decides.
    "organisation:verify": ((is_an_operator, is_not_who("registered"), is_outside_the_organisation),),
    "organisation:dispute": ((is_signed_in, is_outside_the_organisation),),
    "dispute:decide": ((is_an_operator, is_not_who("claimed"), is_not_who("defended")),),
    "dispute:withdraw": ((is_that_person,),),
    "membership:grant": ((is_an_operator, is_not_who("receives")), (is_the_platform,)),
    "membership:raise": (
        (is_an_administrator_of_the_organisation, is_not_who("receives")),
        (is_an_operator, is_not_who("receives")),
        (is_the_platform,),
    ),
    "organisation:offer_services": ((works_for_an_agency_that_may_bid,),),
    # What an agency can show: the facts are public, files and people's names are for those who have to check them.
    "organisation:keep_evidence": ((works_for_an_agency_that_may_bid,),),
    "organisation:see_evidence": (
        (belongs_to_the_organisation,),
        (works_for_a_department,),
        (is_a_regulator,),
        (is_an_operator,),
    ),
    "organisation:note_news": ((is_the_platform,),),
    "organisation:commit": ((works_for_an_agency_that_may_bid,),),
    "organisation:withdraw": ((works_for_the_supplier,),),
    "organisation:rejoin": ((works_for_the_supplier,),),
    # The register of ties between departments and agencies: public; an agency does not take its own entry out.
    "affiliation:declare": ((works_for_an_agency_that_may_bid,),),
    "affiliation:record": ((is_an_operator,), (is_a_regulator,)),
    "affiliation:end": ((is_an_operator,), (is_a_regulator,)),
    # Reference data
    "catalogue:maintain": ((is_an_operator,), (is_the_platform,)),
    "regime:maintain": ((is_an_operator,),),
    "calendar:maintain": ((is_an_operator,), (is_the_platform,)),
    # Openers: a person's key, held for a department, a regulator or the operator; the platform asks for it at times.
    "opener:enrol": (
        (belongs_to_the_organisation, works_for_a_department),
        (belongs_to_the_organisation, is_a_regulator),
        (belongs_to_the_organisation, is_an_operator),
    ),
    "opener:challenge": ((is_that_person,), (is_the_platform,)),
    "opener:prove": ((is_that_person,),),
    "opener:retire": ((is_that_person,),),
    # Budgets
    "budget:import": ((is_finance_officer_of_the_buyer,), (is_the_platform,)),
    # Tenders: the one who drafts does not approve (four eyes); a private buyer may be one person.
    "tender:see": ((the_public_may_see_it,), (works_for_the_buyer,), (is_a_regulator,)),
    "tender:draft": ((is_drafter_of_the_buyer,),),
    "tender:edit": ((is_drafter_of_the_buyer,),),
    "tender:submit": ((is_drafter_of_the_buyer,),),
    "tender:approve": (
        (is_approver_of_the_buyer, is_not_who("drafted")),
        (is_approver_of_the_buyer, is_bought_privately),
    ),
    "tender:return": (
        (is_approver_of_the_buyer, is_not_who("drafted")),
        (is_approver_of_the_buyer, is_bought_privately),
    ),
    "tender:publish": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    # The restriction check: who stands for a condition did not draft it; the regulator reviews, never in an own case.
    "tender:override": ((is_legal_officer_of_the_buyer, is_not_who("drafted")),),
    "override:review": ((is_a_regulator, is_not_of_the_buyer),),
    "tender:amend": ((is_approver_of_the_buyer,),),
    "tender:cancel": ((is_approver_of_the_buyer,),),
    "tender:reissue": ((is_drafter_of_the_buyer,),),
    "tender:close": ((is_the_platform,), (works_for_the_buyer,), (is_who("opens"),)),
    # Bids: nobody reads one before the opening; the bidder handles only the agency's own.
    "bid:prepare": ((works_for_an_agency_that_may_bid,),),
    "bid:withdraw": ((works_for_the_supplier,),),
    "bid:confirm": ((works_for_the_supplier,),),
    # Doubts about an opened bid: its agency replies, the department decides, silence ends with the time.
    "doubt:reply": ((works_for_the_supplier,),),
    "doubt:decide": ((is_approver_of_the_buyer,),),
    "doubt:raise": ((is_the_platform,),),
    "doubt:expire": ((is_the_platform,),),
    "doubt:mark_overdue": ((is_the_platform,),),
    # Questions: asked in nobody's name, answered in public.
    "question:ask": ((works_for_an_agency_that_may_bid,),),
    "question:answer": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    # Openings: only those whose keys the bids are sealed to, together; nobody else can.
    "tender:hand_in": ((is_who("opens"),),),
    "tender:conclude_opening": ((is_approver_of_the_buyer,),),
    # Evaluation and selection
    "tender:note_beacon": ((is_the_platform,),),
    "tender:evaluate": ((is_evaluator_of_the_buyer,),),
    "tender:release_evaluator": ((is_approver_of_the_buyer,),),
    # Rounds: the department calls them, bidders answer for themselves, the clock ends them.
    "tender:run_rounds": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "tender:interrupt_rounds": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,), (is_an_operator,)),
    "tender:close_step": ((is_the_platform,),),
    "bid:answer_step": ((works_for_the_supplier,),),
    "tender:select": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "tender:award": (
        (is_approver_of_the_buyer, is_not_who("selected")),
        (is_approver_of_the_buyer, is_bought_privately),
    ),
    "award:confirm": ((is_the_platform,),),
    # An award of which nothing comes: whoever records it does not decide who comes next (four eyes).
    "award:note_overdue": ((is_the_platform,),),
    "award:decline": ((works_for_the_supplier,),),
    "award:lapse": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "award:award_next": (
        (is_approver_of_the_buyer, is_not_who("selected"), is_not_who("ended")),
        (is_approver_of_the_buyer, is_bought_privately),
    ),
    "award:give_up": (
        (is_approver_of_the_buyer, is_not_who("selected"), is_not_who("ended")),
        (is_approver_of_the_buyer, is_bought_privately),
    ),
    "tender:revoke": ((is_approver_of_the_buyer,),),
    # Objections to a result: until the department has answered, nobody signs.
    "objection:file": ((works_for_an_agency_that_may_bid,),),
    "objection:withdraw": ((works_for_the_supplier,),),
    "objection:answer": ((is_approver_of_the_buyer,),),
    "objection:mark_overdue": ((is_the_platform,),),
    # Contract, deliverables
    "contract:draw_up": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "contract:sign_for_the_supplier": ((works_for_the_supplier,),),
    "contract:sign_for_the_buyer": ((is_approver_of_the_buyer,),),
    "milestone:deliver": ((works_for_the_supplier,),),
    "milestone:accept": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "milestone:accept_on_timeout": ((is_the_platform,),),
    "milestone:release": ((is_the_platform,),),
    "milestone:claim_defect": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "milestone:return": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    # Contracts in force: who proposes a supplement does not approve it (four eyes); the other side answers a proposal.
    "contract:propose_supplement": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "contract:propose_termination": ((is_approver_of_the_buyer,), (works_for_the_supplier,)),
    "contract:terminate": ((is_approver_of_the_buyer,),),
    "milestone:ask_for_time": ((works_for_the_supplier,),),
    "milestone:propose_waiver": ((is_approver_of_the_buyer,),),
    "milestone:accept_in_part": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "milestone:demand": ((is_approver_of_the_buyer,),),
    "milestone:note_late": ((is_the_platform,),),
    "change:agree": (
        (is_approver_of_the_buyer, is_for_the_buyer_to_answer, is_not_who("proposed")),
        (is_approver_of_the_buyer, is_for_the_buyer_to_answer, is_bought_privately),
        (works_for_the_supplier, is_for_the_supplier_to_answer, is_not_who("proposed")),
    ),
    "change:refuse": (
        (is_approver_of_the_buyer, is_for_the_buyer_to_answer, is_not_who("proposed")),
        (is_approver_of_the_buyer, is_for_the_buyer_to_answer, is_bought_privately),
        (works_for_the_supplier, is_for_the_supplier_to_answer, is_not_who("proposed")),
    ),
    "change:withdraw": ((is_that_person,),),
    # Payments: recorded by one officer, confirmed by another (four eyes); paid with own funds, by whoever is paid.
    "payment:instruct": ((is_finance_officer_of_the_buyer,),),
    "payment:note_started": ((is_the_platform,),),
    "payment:record": ((is_finance_officer_of_the_buyer,),),
    "payment:confirm": (
        (is_finance_officer_of_the_buyer, is_not_who("recorded"), is_paid_from_a_budget),
        (works_for_the_supplier, is_not_who("recorded"), is_paid_with_own_funds),
    ),
    "payment:reject": (
        (is_finance_officer_of_the_buyer, is_not_who("recorded"), is_paid_from_a_budget),
        (works_for_the_supplier, is_not_who("recorded"), is_paid_with_own_funds),
    ),
    # Ratings: each side rates the other; who gave a rating may correct it, who is rated may reply.
    "contract:rate": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "rating:correct": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "rating:reply": ((works_for_the_supplier,),),
    "contract:rate_buyer": ((works_for_the_supplier,),),
    "rating:correct_of_buyer": ((works_for_the_supplier,),),
    "rating:reply_of_buyer": ((is_drafter_of_the_buyer,), (is_approver_of_the_buyer,)),
    "rating:show": ((is_the_platform,),),
    # Complaints: anyone files, the code is the filer's key; nobody judges a case against an organisation of theirs.
    "complaint:file": ((anyone,),),
    "complaint:follow": ((anyone,),),
    "complaint:examine": ((is_a_regulator, is_not_of_the_respondent),),
    "complaint:check": ((is_a_regulator, is_not_of_the_respondent),),
    "complaint:decide": ((is_a_regulator, is_who("took"), is_not_of_the_respondent),),
    "complaint:state": ((is_approver_of_the_buyer,), (works_for_the_supplier,)),
    "complaint:mark_overdue": ((is_the_platform,),),
    # Documents, journal, jobs
    "document:upload": ((belongs_to_the_organisation,), (is_that_person,), (is_the_platform,)),
    "document:see": (
        (the_public_may_see_it,),
        (belongs_to_the_organisation,),
        (works_for_the_buyer,),
        (works_for_the_supplier,),
        (is_that_person,),
        (is_an_operator, is_shown_a_persons_own),
        (is_a_regulator,),
        (is_for_departments, works_for_a_department),
        (is_for_departments, is_an_operator),
    ),
    "journal:read": ((is_an_operator,), (is_a_regulator,)),
    "notice:tell": ((is_the_platform,),),
    "platform:operate": ((is_an_operator,), (is_the_platform,)),
}
