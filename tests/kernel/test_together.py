"""Several acts in one transaction: each as if it were alone, whatever becomes of the others."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from sqlalchemy import event, func, select

from marketplace.domain.organisations.models import Organisation, SignedCommitment
from marketplace.domain.organisations.states import CommitmentKind
from marketplace.kernel import journal
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, Refusal
from marketplace.kernel.i18n import mark
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.together import Act, Together
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers
from tests.kernel.test_unit_of_work import organisation

ABOUT = "one thing"
Do = Callable[[UnitOfWork], object]


class BrokenError(Exception):
    """A fault of ours."""


def register(ref: str) -> Do:
    def do(uow: UnitOfWork) -> str:
        uow.record("organisation:register", uow.put(organisation(ref)))
        return ref

    return do


def refuse(_uow: UnitOfWork) -> object:
    raise Conflict(mark("Not now."))


def all_at_once(house: Providers, acts: Sequence[Do], subjects: Sequence[str] | None = None) -> list[object]:
    """What each is answered, or its fault; they wait for the first, which does nothing but wait for them."""
    answers: list[object] = [None] * len(acts)
    subjects = subjects or [f"S-{number}" for number in range(len(acts))]
    begun, may_end = threading.Event(), threading.Event()

    def first(_uow: UnitOfWork) -> None:
        begun.set()
        may_end.wait(30)

    def run(number: int, do: Do) -> None:
        try:
            actor = Actor(number + 1, frozenset())
            answers[number] = house.together(ABOUT, subjects[number], actor, do, f"request {number}")
        except (Refusal, BrokenError) as fault:
            answers[number] = fault

    leader = threading.Thread(target=lambda: house.together(ABOUT, "nobody", Actor(99, frozenset()), first))
    leader.start()
    assert begun.wait(30)
    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    lane = house.company._lanes[ABOUT]  # noqa: SLF001 - so that all are there when the first ends
    while len(lane.waiting) < len(acts):
        threading.Event().wait(0.01)
    may_end.set()
    for thread in (leader, *threads):
        thread.join(60)
    assert not house.company._lanes  # noqa: SLF001
    return answers


@pytest.fixture
def commits(house: Providers) -> list[str]:
    noted: list[str] = []
    event.listen(house.engine, "commit", lambda _connection: noted.append("commit"))
    return noted


def state(house: Providers) -> tuple[set[str], list[tuple[int | None, str | None, str]]]:
    """The organisations that are there, and who did what by the journal."""
    with house.reading() as session:
        assert list(journal.faults(session)) == []
        entries = session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        return set(session.scalars(select(Organisation.ref))), [
            (entry.user_id, entry.request_id, entry.object_ref) for entry in entries
        ]


def test_all_that_wait_share_one_transaction(house: Providers, commits: list[str]) -> None:
    refs = [f"O-{number}" for number in range(8)]
    assert all_at_once(house, [register(ref) for ref in refs]) == refs
    there, told = state(house)
    assert there == set(refs)
    assert sorted(told) == [(number + 1, f"request {number}", ref) for number, ref in enumerate(refs)]
    assert len(commits) == 2  # the first, and everybody else


def test_one_that_is_refused_leaves_no_trace_and_hinders_nobody(house: Providers, commits: list[str]) -> None:
    answers = all_at_once(house, [register("O-1"), refuse, register("O-2")])
    assert isinstance(answers[1], Conflict)
    assert answers[::2] == ["O-1", "O-2"]
    there, told = state(house)
    assert there == {"O-1", "O-2"}
    assert {user for user, _request, _ref in told} == {1, 3}
    assert len(commits) == 2


def refuse_too_late(uow: UnitOfWork) -> object:
    uow.put(organisation("O-half"))
    raise Conflict(mark("Not now."))


def refuse_with_changes(uow: UnitOfWork) -> object:
    uow.session.add(organisation("O-half"))
    raise Conflict(mark("Not now."))


def refuse_after_noting(uow: UnitOfWork) -> object:
    uow.record("organisation:register", organisation("O-half"))
    raise Conflict(mark("Not now."))


def break_down(_uow: UnitOfWork) -> object:
    raise BrokenError


def break_at_the_end(uow: UnitOfWork) -> object:
    uow.put_last(organisation("O-1"))
    return None


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (refuse_too_late, Conflict),
        (refuse_with_changes, Conflict),
        (refuse_after_noting, Conflict),
        (break_down, BrokenError),
        (register("O-1"), Conflict),
        (break_at_the_end, Conflict),
    ],
)
def test_when_one_goes_wrong_everybody_acts_alone(house: Providers, bad: Do, fault: type[Exception]) -> None:
    with house.writing(Actor(50, frozenset())) as uow:
        register("O-1")(uow)
    answers = all_at_once(house, [register("O-2"), bad, register("O-3")])
    assert isinstance(answers[1], fault)
    assert answers[::2] == ["O-2", "O-3"]
    there, told = state(house)
    assert there == {"O-1", "O-2", "O-3"}
    assert {user for user, _request, _ref in told} == {50, 1, 3}


def test_what_is_put_last_has_the_key_of_its_owner(house: Providers) -> None:
    def sign(ref: str, version: int) -> Do:
        def do(uow: UnitOfWork) -> object:
            signed = SignedCommitment(
                kind=CommitmentKind.ABILITY, version=version, text_zh="", text_en="", signed_at=uow.now
            )
            return uow.put_last(signed, organisation_id=uow.put_last(organisation(ref)))

        return do

    assert not any(isinstance(each, Exception) for each in all_at_once(house, [sign(f"O-{n}", n) for n in range(5)]))
    with house.reading() as session:
        asked = select(Organisation.ref, SignedCommitment.version).join_from(
            SignedCommitment, Organisation, SignedCommitment.organisation_id == Organisation.id
        )
        assert {tuple(row) for row in session.execute(asked)} == {(f"O-{n}", n) for n in range(5)}


def test_each_finds_what_the_one_before_it_has_done(house: Providers) -> None:
    def count(uow: UnitOfWork) -> int:
        number = uow.session.scalar(select(func.count(Organisation.id))) or 0
        uow.put(organisation(f"O-{number}"))
        return number

    answers = all_at_once(house, [count] * 5)
    assert sorted(map(str, answers)) == ["0", "1", "2", "3", "4"]


def test_what_hangs_on_the_instant_is_asked_once_for_all(house: Providers) -> None:
    asked: list[int] = []

    def look(uow: UnitOfWork) -> int:
        return uow.once("how many", lambda: asked.append(1) or len(asked))

    assert all_at_once(house, [look] * 5) == [1] * 5
    assert all_at_once(house, [look]) == [2], "another transaction asks anew"


def test_of_one_subject_a_transaction_carries_one_act(house: Providers, commits: list[str]) -> None:
    def tell(uow: UnitOfWork) -> object:
        return sorted(uow.company)

    assert all_at_once(house, [tell] * 4, ["A", "B", "A", "C"]).count(["A", "B", "C"]) == 3
    assert len(commits) == 3, "the first, three together, and what A did again"
    assert all_at_once(house, [tell] * 2, ["A", "A"]) == [[], []]


def test_they_share_one_instant(house: Providers) -> None:
    def tell(uow: UnitOfWork) -> object:
        return uow.now

    assert len(set(map(str, all_at_once(house, [tell] * 4)))) == 1


def test_whoever_carries_the_others_and_dies_leaves_nobody_waiting() -> None:
    company, mine = Together(), Act(refuse, Actor(1, frozenset()), None, "")

    def die(_acts: Sequence[Act]) -> None:
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        company.carry(ABOUT, mine, die)
    assert mine.is_done
    assert isinstance(mine.fault, KeyboardInterrupt)
    assert not company._lanes  # noqa: SLF001
