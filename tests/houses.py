"""The house as tests open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine

from marketplace.adapters.beacon.none import NoBeacon
from marketplace.adapters.calendar.chinese_holidays import ChineseHolidays
from marketplace.adapters.documents.sniffing import ContentSniffer
from marketplace.adapters.documents.tables import SpreadsheetReader
from marketplace.adapters.mail.folder import MailFolder
from marketplace.adapters.names import pinyin
from marketplace.adapters.names.script import ChineseScript
from marketplace.adapters.payments.treasury import Treasury
from marketplace.adapters.sealing import threshold
from marketplace.adapters.sealing.instance_key import KEY_BYTES, InstanceKeySealer
from marketplace.adapters.search.whoosh import WhooshEngine
from marketplace.adapters.signing.instance_key import InstanceKeySigner
from marketplace.adapters.storage.local import LocalStorage
from marketplace.domain.organisations import identity_numbers
from marketplace.domain.search import synonyms
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.finding import Desk
from marketplace.kernel.clock import Clock
from marketplace.kernel.database import prepare
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.write_ahead import tidier
from marketplace.policy.authority import PolicyPage
from marketplace.providers import Providers
from marketplace.wiring import FACTS_OF, OPEN_BUSINESS, SUBSCRIPTIONS

ANALYSIS = Analysis(ChineseScript())
SYNONYMS = synonyms.read(synonyms.table(), ANALYSIS)


@contextmanager
def open_house(url: str, clock: Clock, folder: Path, chance: str = "tests") -> Iterator[Providers]:
    """Everything the house needs from outside, harmless."""
    engine = prepare(create_engine(url))
    entropy = SeededEntropy(chance)
    yield Providers(
        engine=engine,
        clock=clock,
        entropy=entropy,
        authority=PolicyPage(FACTS_OF),
        subscriptions=SUBSCRIPTIONS,
        mail=MailFolder(folder / "mail", "Market <no-reply@market.example>"),
        sealer=InstanceKeySealer(b"k" * KEY_BYTES, entropy),
        sealing=threshold,
        beacon=NoBeacon(),
        signer=InstanceKeySigner([b"l" * KEY_BYTES]),
        stamper=None,
        search=Desk(EngineName.WHOOSH, WhooshEngine(folder / "search", ANALYSIS), ANALYSIS, SYNONYMS),
        payments={Treasury.code: Treasury()},
        storage=LocalStorage(folder / "documents", entropy),
        sniffer=ContentSniffer(),
        tables=SpreadsheetReader(),
        holidays=ChineseHolidays(),
        slug_of=pinyin.slug,
        identity_digest=partial(identity_numbers.digest, salt=b"tests"),
        open_business=OPEN_BUSINESS,
        tidy=tidier(engine),
    )
    engine.dispose()
