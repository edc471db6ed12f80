"""Reads of budget lines, and the proof that they balance."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import BigInteger, ColumnElement, case, func, select, type_coerce
from sqlalchemy.orm import Session

from marketplace.domain.budgets.models import BudgetEntry, BudgetLine, EntryKind
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import ZERO, Money


def lines_of(session: Session, organisation_ids: Collection[int]) -> Sequence[BudgetLine]:
    """All lines of these departments, newest year first."""
    return session.scalars(
        select(BudgetLine)
        .where(BudgetLine.organisation_id.in_(organisation_ids))
        .order_by(BudgetLine.fiscal_year.desc(), BudgetLine.code),
    ).all()


def see(session: Session, actor: Actor, ref: str) -> BudgetLine:
    """A line of the actor's department; raises NotFound."""
    query = select(BudgetLine).where(BudgetLine.ref == ref)
    if not actor.has(Role.REGULATOR):
        query = query.where(BudgetLine.organisation_id.in_(actor.organisations()))
    line = session.scalars(query).first()
    if line is None:
        raise NotFound
    return line


def entries_of(session: Session, line_id: int) -> Sequence[BudgetEntry]:
    """The movements of one line in their order."""
    return session.scalars(select(BudgetEntry).where(BudgetEntry.line_id == line_id).order_by(BudgetEntry.id)).all()


def moved(session: Session, line_id: int, subject_refs: Collection[str]) -> dict[EntryKind, Money]:
    """What one tender and its payments have moved on a line: ``{kind: sum}``, nothing is ZERO."""
    sums = dict.fromkeys(EntryKind, ZERO)
    for kind, amount in session.execute(
        select(BudgetEntry.kind, BudgetEntry.amount).where(
            BudgetEntry.line_id == line_id, BudgetEntry.subject_ref.in_(subject_refs)
        ),
    ):
        sums[kind] += amount
    return sums


def faults(session: Session) -> Iterator[str]:
    """Name every line whose columns differ from the sums of its entries, or that holds more than its amount."""
    fen = type_coerce(BudgetEntry.amount, BigInteger)

    def total(*signs: tuple[EntryKind, int]) -> ColumnElement[int]:
        moved = case(*((BudgetEntry.kind == kind, fen * sign) for kind, sign in signs), else_=0)
        return func.coalesce(func.sum(moved), 0)

    sums = (
        select(
            BudgetLine,
            total((EntryKind.RESERVE, 1), (EntryKind.RELEASE, -1)),
            total((EntryKind.COMMIT, 1), (EntryKind.SPEND, -1), (EntryKind.FREE, -1)),
            total((EntryKind.SPEND, 1)),
        )
        .outerjoin(BudgetEntry, BudgetEntry.line_id == BudgetLine.id)
        .group_by(BudgetLine.id)
        .order_by(BudgetLine.id)
    )
    for line, reserved, committed, spent in session.execute(sums):
        for name, column, entries in (
            ("reserved", line.reserved, reserved),
            ("committed", line.committed, committed),
            ("spent", line.spent, spent),
        ):
            if column.fen != int(entries):
                yield f"{line.ref}: {name} says {column.fen} fen, its entries {int(entries)}"
        if line.reserved + line.committed + line.spent > line.amount:
            yield f"{line.ref}: more is bound than the line holds"
