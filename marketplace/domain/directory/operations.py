"""Keeping the stored records at what the other tables say; only the platform does it, and nothing hangs on it."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select, update

from marketplace.domain.directory import records
from marketplace.domain.directory.markets import Market
from marketplace.domain.directory.models import ItemMarket, ProviderRecord
from marketplace.domain.directory.shapes import columns, differences
from marketplace.kernel.unit_of_work import UnitOfWork


def keep_records(uow: UnitOfWork, agency_ids: Collection[int]) -> int:
    """Write anew what has changed of these agencies' records; answers how many had.

    It gathers what it writes after its turn has come, so that an older answer never replaces a newer one.
    """
    uow.require("platform:operate", None)
    uow.take_turn("directory")
    stored = {
        one.organisation_id: one
        for one in uow.session.scalars(select(ProviderRecord).where(ProviderRecord.organisation_id.in_(agency_ids)))
    }
    changed = 0
    for key, record in records.gather(uow.session, agency_ids, uow.now).items():
        known = stored.get(key)
        if known is None:
            uow.session.add(
                ProviderRecord(organisation_id=key, version=1, checked_at=uow.now, **columns(record)),
            )
        elif differences(known, record):
            for name, value in columns(record).items():
                setattr(known, name, value)
            known.version += 1
        else:
            continue
        changed += 1
    uow.flush()
    uow.session.execute(
        update(ProviderRecord)
        .where(ProviderRecord.organisation_id.in_(agency_ids))
        .values(checked_at=uow.now)
        .execution_options(synchronize_session=False)
    )
    return changed


def keep_markets(uow: UnitOfWork, gathered: Mapping[str, Market]) -> int:
    """Write anew what has changed of these markets; answers how many had.

    They were gathered before: of an item in wide use that takes a second, for which nobody who writes should wait.
    """
    uow.require("platform:operate", None)
    uow.take_turn("directory")
    stored = {
        one.item_code: one for one in uow.session.scalars(select(ItemMarket).where(ItemMarket.item_code.in_(gathered)))
    }
    changed, version = 0, (uow.session.scalar(select(func.max(ItemMarket.version))) or 0) + 1
    for code, market in gathered.items():
        known = stored.get(code)
        if known is None:
            uow.session.add(ItemMarket(item_code=code, version=version, **columns(market)))
        elif differences(known, market):
            for name, value in columns(market).items():
                setattr(known, name, value)
            known.version = version
        else:
            continue
        changed += 1
    uow.flush()
    return changed
