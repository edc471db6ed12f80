"""What may be drawn for one step of the machine: the name of one of its methods, and with what it is called."""

from hypothesis import strategies as st

from marketplace.kernel.money import Money
from tests.domain.life_cycle.acts import ACTS
from tests.domain.life_cycle.purchase import AGENCIES

EVERYBODY = (
    *("drafter", "approver", "officer1", "officer2", "other_drafter", "other_approver"),
    *("regulator", "operator", "platform", *AGENCIES, "rival_of_agency1"),
)
CEILINGS = (Money(96_000_00), Money(96_000_00), Money(96_000_00), Money(400_000_00), Money(700_000_00))
"""Two of the larger ones do not fit into the budget of a million."""
MOST_TENDERS = 8
STOPS = (
    *("approve", "publish", "open", "announce", "announce", "draw up", "sign for the supplier"),
    *("sign for the buyer", "sign for the buyer", "sign for the buyer", "deliver", "deliver", "record", "reply"),
)
"""Where people stop on the straight way; most leave it between the award and the last delivery."""
MOST_ACTS = 30
OF_FOUR = 4
"""One time in so many people do something around the purchase and not to it."""
LONG = 24 * 45
"""Hours after which a contract is not signed in time, a deliverable late."""

index, nth = st.integers(0, MOST_TENDERS - 1), st.integers(0, 5)
ceiling, act = st.sampled_from(CEILINGS), st.sampled_from(sorted(ACTS))
stop = st.sampled_from(STOPS)
agency, hours = st.sampled_from(AGENCIES), st.sampled_from((0, 0, 0, 1, 24, 72, 24 * 8))
bidders = st.sampled_from((3, 3, 3, 1))
whim = st.sampled_from(("regrets", "", "sends twice", "hurries", ""))
late = st.sampled_from((0, 0, 0, 24 * 8, LONG))
choices = st.lists(st.integers(0, 999), min_size=1, max_size=4)
CARRY_ON = st.tuples(st.just("carry_on"), index, stop, bidders, whim, nth, choices)
TURN_ASIDE = st.tuples(st.just("turn_aside"), index, nth, choices, late)
OUT_OF_TURN = st.tuples(st.just("act_out_of_turn"), index, act, nth)
DISTURB = st.tuples(st.just("disturb"), index, st.sampled_from(EVERYBODY), act, nth)
BID = st.tuples(st.just("bid"), index, agency, st.sampled_from((90, 95, 99, 100, 101)))
WITHDRAW = st.tuples(st.just("withdraw"), index, agency, agency)
WORK = st.tuples(st.just("let_the_worker_run"), hours, st.booleans())
BEGIN, REPEAT = st.tuples(st.just("begin"), ceiling), st.tuples(st.just("repeat"))
DEED = st.one_of(
    *([CARRY_ON] * 5 + [TURN_ASIDE] * 6 + [OUT_OF_TURN] * 2 + [DISTURB] * 2 + [BID] * 2 + [REPEAT] * 2),
    *(WITHDRAW, WORK, BEGIN),
)
"""One rule draws among these, as Hypothesis leaves whole rules out of a run: who never carries on proves little."""
