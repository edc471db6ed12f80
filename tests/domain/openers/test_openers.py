"""Keys: registered once, shown by whoever can read a challenge, asked for before openings, named by tenders."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import threshold
from marketplace.domain.openers import operations as openers
from marketplace.domain.openers import queries
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.panels import Panel, Policy, fingerprint
from marketplace.domain.openers.rules import PANELS
from marketplace.domain.openers.states import OpenerState
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.jobs.openings import rehearse
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.errors import Conflict, Invalid
from tests.domain.market import KEY_HOLDERS, Market
from tests.openers import answer_to, key_of


def opener_of(market: Market, name: str) -> Opener:
    return market.get(Opener, market.openers.ref(name))


def test_only_the_key_answers_its_challenge_and_each_challenge_is_another(market: Market) -> None:
    market.openers.enrol("evaluator1", market.refs["department"])
    first = opener_of(market, "evaluator1")
    for wrong in ("", "zz", "00" * 32, first.challenge_sha256):
        with pytest.raises(Invalid), market.acting("evaluator1") as uow:
            openers.prove(uow, first.ref, wrong)
    old = answer_to(first, key_of("evaluator1"))
    with market.acting("evaluator1") as uow:
        openers.challenge(uow, first.ref, threshold)
    with pytest.raises(Invalid), market.acting("evaluator1") as uow:
        openers.prove(uow, first.ref, old)
    assert opener_of(market, "evaluator1").state is OpenerState.UNPROVED
    market.openers.prove("evaluator1")
    shown = opener_of(market, "evaluator1")
    assert (shown.state, shown.has_answered) == (OpenerState.PROVED, True)


def test_one_key_a_person_and_one_person_a_key_and_none_for_who_may_bid(market: Market) -> None:
    with pytest.raises(Conflict, match="hold a key already"):
        market.openers.enrol("approver", market.refs["department"])
    taken = key_of("approver").public_key().public_bytes_raw().hex()
    with pytest.raises(Conflict, match="registered already"), market.acting("evaluator1") as uow:
        openers.enrol(uow, market.refs["department"], taken, threshold)
    for nonsense in ("", "ab", "ZZ" * 32, "00" * 32):
        with pytest.raises(Invalid), market.acting("evaluator1") as uow:
            openers.enrol(uow, market.refs["department"], nonsense, threshold)
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["agency1"], market.users["evaluator1"], Role.AGENCY_MEMBER)
    with pytest.raises(Conflict, match="may bid"):
        market.openers.enrol("evaluator1", market.refs["department"])


def test_a_retired_key_is_named_no_more_and_another_may_follow(market: Market) -> None:
    with market.acting("regulator") as uow:
        openers.retire(uow, market.openers.ref("regulator"))
    answer = answer_to(opener_of(market, "regulator"), key_of("regulator"))
    with pytest.raises(Conflict), market.acting("regulator") as uow:
        openers.prove(uow, market.openers.ref("regulator"), answer)
    with pytest.raises(Conflict, match="only 2 have"):
        market.published()
    public = key_of("regulator's next").public_key().public_bytes_raw().hex()
    with market.acting("regulator") as uow:
        following = openers.enrol(uow, market.refs["regulator"], public, threshold)
        openers.prove(uow, following.ref, answer_to(following, key_of("regulator's next")))
    assert market.get(Tender, market.published()).openers


def test_a_panel_is_of_different_organisations_all_shown(market: Market) -> None:
    market.openers.add("evaluator1", market.refs["department"])
    market.openers.enrol("operator", market.refs["operator"])
    own, other, third = (market.openers.ref(name) for name in KEY_HOLDERS)
    second_of_the_department, unshown = market.openers.ref("evaluator1"), market.openers.ref("operator")
    ref = market.draft()
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
        with market.acting(name) as uow:
            step(uow, ref)
    for wrong in (
        (own, other),
        (own, other, own),
        (own, other, second_of_the_department),
        (own, other, unshown),
        (own, other, third, second_of_the_department),
        (own, other, "K-NOBODY"),
    ):
        with pytest.raises(Invalid) as refusal, market.acting("approver") as uow:
            tenders.publish(uow, ref, wrong)
        assert set(refusal.value.fields) == {"openers"}
    with market.acting("approver") as uow:
        tenders.publish(uow, ref, (second_of_the_department, other, third))
    with market.house.reading() as session:
        policy = policies.current(session, market.get(Tender, ref).id)
    assert policy is not None
    assert [each.ref for each in policy.openers] == [second_of_the_department, other, third]
    assert (policy.needed, policy.version) == (2, 1)
    assert Policy.from_json(policy.as_json()) == policy


def test_a_day_before_the_deadline_every_opener_is_asked_for_the_key_once(market: Market) -> None:
    ref = market.published(window_days=5)
    asked = {name: opener_of(market, name).challenged_at for name in KEY_HOLDERS}
    rehearse(market.house)
    assert {name: opener_of(market, name).challenged_at for name in KEY_HOLDERS} == asked, "the deadline is far"
    market.clock.at = market.deadline(ref) - timedelta(hours=24)
    rehearse(market.house)
    assert not any(opener_of(market, name).has_answered for name in KEY_HOLDERS)
    market.openers.prove("approver")
    market.clock.advance(hours=1)
    rehearse(market.house)
    assert opener_of(market, "approver").has_answered, "nobody is asked twice"
    with market.house.reading() as session:
        assert set(queries.silent(session, market.get(Tender, ref).openers)) == {
            market.openers.ref("regulator"),
            market.openers.ref("other_approver"),
        }


@pytest.mark.parametrize(("count", "needed"), PANELS.items())
def test_fewer_than_needed_are_in_no_group_and_a_group_leaves_room_for_liars(count: int, needed: int) -> None:
    panel = Panel(needed, tuple(bytes([number]) * 32 for number in range(count)))
    groups = list(panel.groups)
    assert {len(group) for group in groups} == {needed}
    assert len(set(groups)) == len(groups)
    assert count >= 2 * needed - 1, "as many liars as cannot open alone cannot block either"


def test_a_fingerprint_tells_keys_apart() -> None:
    keys = [X25519PrivateKey.generate().public_key().public_bytes_raw() for _ in range(50)]
    assert len({fingerprint(key) for key in keys}) == 50
    assert fingerprint(bytes(32)) == "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20"
