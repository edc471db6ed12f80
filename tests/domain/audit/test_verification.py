"""1,000 random single tamperings, by somebody who may write anything into the database: each is found, the row named.

Nobody has made the whole anew: that, and a cut-off end, is seen against a checkpoint that was kept outside.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random  # noqa: TID251 - the same tamperings at every run
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from marketplace.domain.audit import verification
from marketplace.domain.audit.log_checks import Kept
from marketplace.domain.bids.models import Bid, ClosingHead, Envelope
from marketplace.domain.log import queries, rules
from marketplace.domain.log.models import Checkpoint, ClosedTree, LogEntry, Stamp, TenderLeaf
from marketplace.domain.log.ports import StampBroken
from marketplace.domain.openers.models import Opener
from marketplace.domain.tenders.models import Tender, TenderPolicy
from marketplace.jobs.sequencing import sequence
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark
from marketplace.kernel.journal import JournalEntry
from tests.databases import Template
from tests.domain.market import PRICES, Market

ROUNDS = 1000
Row = dict[str, Any]
Name = Callable[[Connection, Row], str]


def told(market: Market, kept: Sequence[Kept] = ()) -> list[str]:
    with market.house.reading() as session:
        return list(verification.faults(session, market.house.signer, None, kept))


def kept(market: Market) -> Kept:
    with market.house.reading() as session:
        latest = queries.checkpoint(session)
    return Kept("kept.json", latest.document, latest.signature)


def lived_in(market: Market) -> Market:
    """A purchase that came to its award, one that is closed, one that still takes bids; some bids replaced."""
    sequence(market.house)
    market.awarded()
    market.clock.advance(minutes=2)
    sequence(market.house)
    running = market.published()
    market.bid("agency1", running, PRICES["agency1"])
    market.bid("agency1", running, PRICES["agency2"], after=1)
    market.bid("agency2", running, PRICES["agency2"])
    market.closed(dict(PRICES))
    running = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, running, price)
    market.clock.advance(minutes=2)
    sequence(market.house)
    market.clock.advance(minutes=2)
    sequence(market.house)
    return market


def test_an_honest_house_has_no_faults(market: Market) -> None:
    lived_in(market)
    assert told(market, [kept(market)]) == []


def signed(market: Market, document: dict[str, Any]) -> Kept:
    return Kept("kept.json", document, market.house.signer.sign(rules.message(document)))


def test_a_cut_end_and_a_new_past_are_seen_against_what_was_kept(market: Market) -> None:
    lived_in(market)
    honest = dict(kept(market).document)
    longer = signed(market, honest | {"size": honest["size"] + 16})
    assert told(market, [longer]) == [
        f"kept.json: the log had {honest['size'] + 16} entries, now it has {honest['size']}; the last ones are gone",
        f"kept.json: the checkpoint over {honest['size'] + 16} entries is missing or was changed",
    ]
    other = signed(market, honest | {"root": "ab" * 32})
    assert told(market, [other])[0] == (
        f"kept.json: the first {honest['size']} entries of the log are not those that they were"
    )
    forged = Kept("kept.json", honest | {"size": 16}, kept(market).signature)
    assert told(market, [forged]) == ["kept.json: no key of this instance has signed it"]
    assert told(market, [signed(market, honest | {"format": "letter"})]) == [
        "kept.json: neither a checkpoint nor a receipt"
    ]


def test_a_kept_receipt_is_compared_too(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, PRICES["agency1"])
    sequence(market.house)
    with market.house.reading() as session:
        leaf = session.scalars(select(TenderLeaf)).one()
    receipt = {
        "format": rules.RECEIPT_FORMAT,
        "key": market.house.signer.key,
        "envelope_sha256": leaf.envelope_sha256,
        "position": leaf.position,
    }
    assert told(market, [signed(market, receipt)]) == []
    elsewhere, gone = receipt | {"position": "00" * 32}, receipt | {"envelope_sha256": "00" * 32}
    assert "stands elsewhere" in told(market, [signed(market, elsewhere)])[0]
    assert "not in the tender's tree any more" in told(market, [signed(market, gone)])[0]


def test_what_was_changed_by_hand_is_found_on_both_databases(market: Market) -> None:
    lived_in(market)
    with market.house.engine.begin() as connection:
        connection.execute(update(Envelope).where(Envelope.id == 1).values(ciphertext=b"other"))
        connection.execute(delete(TenderLeaf).where(TenderLeaf.place == 2))
        connection.execute(update(Bid).where(Bid.id == 1).values(envelope_sha256="0" * 64))
        connection.execute(update(LogEntry).where(LogEntry.place == 20).values(value="0" * 64))
        forged = connection.execute(select(TenderPolicy.document).where(TenderPolicy.tender_id == 1)).scalar_one()
        forged["openers"][0]["key"] = "ab" * 32
        connection.execute(update(TenderPolicy).where(TenderPolicy.tender_id == 1).values(document=forged))
        connection.execute(update(Opener).where(Opener.id == 1).values(public_key="ab" * 32))
        connection.execute(insert(Stamp).values(checkpoint_number=1, kept_at=market.clock.at, answer=b"x"))
    found = "\n".join(told(market))
    for words in ("envelope 1 of B-", "was changed", "the leaf of envelope", "names another envelope", "log: entry 20"):
        assert words in found
    assert f"key {market.openers.ref('approver')} is not the one that journal entry" in found
    assert re.search("policy 1 of T-.* was changed: it has another hash than its row says", found)
    assert "stamp" not in found, "nobody is set who could tell"
    with market.house.reading() as session:
        assert any(
            fault.startswith("stamp of checkpoint 1 is not")
            for fault in verification.faults(session, market.house.signer, Refusing())
        )


class Refusing:
    """An authority that knows no stamp."""

    def stamp(self, message: bytes) -> bytes:  # noqa: ARG002 - the port's signature
        raise Unavailable(mark("No."))

    def stamped_at(self, answer: bytes, message: bytes) -> datetime:  # noqa: ARG002 - the port's signature
        raise StampBroken


def ref_of(connection: Connection, tender_id: int) -> str:
    return str(connection.execute(select(Tender.ref).where(Tender.id == tender_id)).scalar())


def of_envelope(connection: Connection, row: Row) -> str:
    ref = connection.execute(select(Bid.ref).where(Bid.id == row["bid_id"])).scalar()
    return rf"envelope {row['number']} of {ref or row['bid_id']}\b|envelope with id {row['id']}\b"


NAMES: dict[Table, Name] = {
    JournalEntry.__table__: lambda _at, row: rf"journal: .*entry {row['seq']}\b",
    LogEntry.__table__: lambda _at, row: rf"log: .*entry {row['place']}\b",
    Checkpoint.__table__: lambda _at, row: rf"checkpoint {row['number']}\b|checkpoint over {row['size']} entries",
    TenderLeaf.__table__: lambda at, row: (
        rf"tree of {ref_of(at, row['tender_id'])}: .*(leaf {row['place']}\b|{row['envelope_sha256']})"
    ),
    ClosedTree.__table__: lambda at, row: rf"closed tree of {ref_of(at, row['tender_id'])}\b",
    ClosingHead.__table__: lambda at, row: rf"closing head of {ref_of(at, row['tender_id'])}\b",
    Envelope.__table__: of_envelope,
}  # type: ignore[dict-item]
"""The tables that are tampered with, and how verification names a row."""

SURROGATE = "id"
"""A number that nothing signed or noted names; what stands for an envelope is its bid and its number."""
STANDS_FOR = {"bid_envelope": {SURROGATE, "bid_id", "number"}}
LINE = "line"
"""Under this name a row carries SQLite's own number of it."""


def laid_bare(connection: Connection) -> None:
    """Take keys, constraints and triggers away: whoever may write anything may do that first."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    for table in NAMES:
        connection.exec_driver_sql(f"CREATE TABLE bare AS SELECT * FROM {table.name}")  # noqa: S608
        connection.exec_driver_sql(f"DROP TABLE {table.name}")
        connection.exec_driver_sql(f"ALTER TABLE bare RENAME TO {table.name}")


def flipped(chance: Random, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """The same value with one bit, digit or letter changed."""
    if isinstance(value, bytes):
        at = chance.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]
    if isinstance(value, str):
        at = chance.choice([place for place, letter in enumerate(value) if letter != " "] or [0])
        others = [letter for letter in "0123456789abcdef:" if letter != value[at : at + 1]]
        return value[:at] + chance.choice(others) + value[at + 1 :]
    return 1 if value is None else value + chance.choice((-1, 1))


class Tamper:
    """Four ways to change a table, past the models' own types; each answers the rows that it touched."""

    def __init__(self, chance: Random, connection: Connection, table: Table) -> None:
        self.chance, self.at, self.table = chance, connection, table
        rows = connection.exec_driver_sql(f"SELECT rowid AS line, * FROM {table.name}").mappings()  # noqa: S608
        self.rows: list[Row] = [dict(row) for row in rows]
        self.keys = STANDS_FOR.get(table.name, {column.name for column in table.primary_key.columns})

    def flip(self) -> list[Row]:
        """One bit or letter of one value."""
        row = self.chance.choice(self.rows)
        column = self.chance.choice([name for name in row if name not in {SURROGATE, LINE}])
        changed = row | {column: flipped(self.chance, row[column])}
        self.write(row[LINE], changed)
        return [row, changed]

    def insert(self) -> list[Row]:
        """A copy of a row, as it is or under a number of its own."""
        row = dict(self.chance.choice(self.rows))
        for name in {"id", "number", "place", "seq"} & set(row) if self.chance.random() < 0.7 else ():
            row[name] = max(each[name] for each in self.rows) + 1
        names = [name for name in row if name != LINE]
        self.at.exec_driver_sql(
            f"INSERT INTO {self.table.name} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})",  # noqa: S608
            tuple(row[name] for name in names),
        )
        return [row]

    def delete(self) -> list[Row]:
        """One row."""
        row = self.chance.choice(self.rows)
        self.at.exec_driver_sql(f"DELETE FROM {self.table.name} WHERE rowid = ?", (row[LINE],))  # noqa: S608
        return [row]

    def reorder(self) -> list[Row]:
        """Two rows exchange everything but their numbers."""
        first, second = self.chance.sample(self.rows, 2)
        self.write(first[LINE], second | {name: first[name] for name in self.keys})
        self.write(second[LINE], first | {name: second[name] for name in self.keys})
        return [first, second]

    def write(self, line: int, row: Row) -> None:
        names = [name for name in row if name != LINE]
        self.at.exec_driver_sql(
            f"UPDATE {self.table.name} SET {', '.join(f'{name} = ?' for name in names)} WHERE rowid = ?",  # noqa: S608
            (*(row[name] for name in names), line),
        )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_thousand_random_tamperings_are_found_and_the_row_is_named(market: Market, database: Template) -> None:
    lived_in(market)
    known = kept(market)
    chance = Random(2026)  # noqa: S311 - the same thousand at every run
    with market.house.engine.connect() as connection:
        laid_bare(connection)
        connection.commit()
        for number in range(ROUNDS):
            table = chance.choice(list(NAMES))
            tamper = Tamper(chance, connection, table)
            way = chance.choice((tamper.flip, tamper.insert, tamper.delete, tamper.reorder))
            touched = way()
            names = [NAMES[table](connection, row) for row in touched]
            with Session(connection, join_transaction_mode="rollback_only") as session:
                found = list(verification.faults(session, market.house.signer, None, [known]))
            assert any(re.search(name, fault) for name in names for fault in found), (
                f"{number}: {way.__name__} in {table.name} is not called {names}: {found}"
            )
            connection.rollback()
        with Session(connection) as session:
            assert list(verification.faults(session, market.house.signer, None, [known])) == []
