"""Acts of several people in one transaction, when they come faster than transactions end.

While one transaction runs, everybody who wants to act on the same thing waits; the next one then carries all of them,
and they share its costs: one beginning, one place in the journal's queue, one wait for the disk. Each act has its own
actor, its own instant and its own rows in the journal. One that is refused has written nothing; should anything else go
wrong, the transaction is undone and everybody acts alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal
from marketplace.kernel.unit_of_work import UnitOfWork


@dataclass(eq=False, slots=True)
class Act:
    """What one person wants done, and what came of it."""

    do: Callable[[UnitOfWork], Any]
    actor: Actor
    request_id: str | None
    subject: str
    """Whose act it is, by reference: of one subject a transaction carries one act."""
    is_done: bool = False
    answer: Any = None
    fault: BaseException | None = None

    def attempt(self, uow: UnitOfWork) -> None:
        """Do it, or note why it was refused; raises what leaves the transaction unusable for others."""
        try:
            self.answer = self.do(uow)
        except Refusal as refusal:
            if uow.has_written:
                raise
            self.fault = refusal


@dataclass(eq=False, slots=True)
class _Lane:
    turn: Lock = field(default_factory=Lock)
    waiting: list[Act] = field(default_factory=list)


class Together:
    """Who waits to act on what, in this process."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._lanes: dict[str, _Lane] = {}

    def carry(self, about: str, mine: Act, run: Callable[[Sequence[Act]], None]) -> None:
        """Return when `mine` is done: by whoever has the turn of `about`, or by this thread for all that wait."""
        with self._guard:
            lane = self._lanes.setdefault(about, _Lane())
            lane.waiting.append(mine)
        with lane.turn:
            if mine.is_done:
                return
            with self._guard:
                acts, lane.waiting = lane.waiting, []
            try:
                run(acts)
            except BaseException as fault:
                for act in acts:
                    act.fault = fault
                raise
            finally:
                for act in acts:
                    act.is_done = True
                with self._guard:
                    if not lane.waiting:
                        self._lanes.pop(about, None)
