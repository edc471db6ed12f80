"""The table of divisions."""

import pytest
from sqlalchemy import func, select

from marketplace.domain.regions import operations as regions
from marketplace.domain.regions import queries
from marketplace.domain.regions.models import Region, RegionLevel
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests.parties import person


@pytest.fixture
def seeded(house: Providers) -> Providers:
    with house.writing(PLATFORM) as uow:
        regions.seed(uow)
    return house


def test_the_table_has_all_provinces_and_the_whole_of_sichuan(seeded: Providers) -> None:
    with seeded.reading() as session:
        counts = dict(list(session.execute(select(Region.level, func.count()).group_by(Region.level))))
        assert counts == {RegionLevel.PROVINCE: 34, RegionLevel.PREFECTURE: 21, RegionLevel.COUNTY: 183}
        assert len(queries.everywhere(session)) == 34 + 21 + 183


def test_a_path_leads_from_the_province_down(seeded: Providers) -> None:
    with seeded.reading() as session:
        assert [region.name_zh for region in queries.path(session, "510104")] == ["四川省", "成都市", "锦江区"]
        assert [region.name_en for region in queries.path(session, "510000")] == ["Sichuan"]
        with pytest.raises(NotFound):
            queries.by_code(session, "999999")


def test_seeding_again_adds_only_what_is_missing(seeded: Providers) -> None:
    with seeded.writing(PLATFORM) as uow:
        uow.session.delete(queries.by_code(uow.session, "510104"))
        queries.by_code(uow.session, "510100").name_en = "Chengdu as renamed"
    with seeded.writing(PLATFORM) as uow:
        assert [region.ref for region in regions.seed(uow)] == ["510104"]
    with seeded.writing(PLATFORM) as uow:
        assert regions.seed(uow) == []
    with seeded.reading() as session:
        assert queries.by_code(session, "510100").name_en == "Chengdu as renamed"
        assert session.scalar(select(func.count(JournalEntry.seq))) == 2


def test_only_the_platform_and_operators_seed(house: Providers) -> None:
    with pytest.raises(NotPermitted), house.writing(person(house)) as uow:
        regions.seed(uow)
