"""What one act is: who does it when it is time, what is done, and when it is worth trying beside the straight way."""

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.kernel.unit_of_work import UnitOfWork
from tests.domain.life_cycle.purchase import Purchase
from tests.domain.market import Market

Step = Callable[[UnitOfWork], object]
Making = Callable[[Market, Purchase], Step | None]


@dataclass(frozen=True)
class Act:
    """`make` finds what it is done to, or has nothing to do; `aside` is for acts that leave the straight way.

    The rarer the moment for an act, the greater its `weight` then.
    """

    who: str
    make: Making
    aside: Callable[[Purchase], bool] | None = None
    weight: int = 1


def of(part: str, operation: Callable[..., object], *arguments: object) -> Making:
    """Do `operation` to a part of the purchase, with these arguments."""

    def found(_market: Market, purchase: Purchase) -> Step | None:
        ref = getattr(purchase, part)
        return None if ref is None else lambda uow: operation(uow, ref, *arguments)

    return found
