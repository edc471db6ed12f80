"""What a real instance needs before anybody has registered."""

from flask import Flask
from sqlalchemy import update

from marketplace.domain.calendar.models import CalendarDay
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.regions.models import Region
from marketplace.domain.search.ports import Kind, SearchDocument
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers


def test_the_reference_data_is_loaded_and_a_second_time_changes_nothing(app: Flask, house: Providers) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["reference", "load"])
    assert first.exit_code == 0, first.output
    assert "238 divisions, 122 service items" in first.output
    with house.writing(PLATFORM) as uow:
        uow.session.execute(update(ServiceItem).where(ServiceItem.code == "env-monitor").values(name_en="As corrected"))
    again = runner.invoke(args=["reference", "load"])
    assert again.output == first.output
    with house.reading() as session:
        assert session.get_one(ServiceItem, "env-monitor").name_en == "As corrected"
        assert session.query(CalendarDay).count() > 50
        assert session.get_one(Region, "510100").name_zh == "成都市"


def test_the_doctor_sees_an_empty_catalogue_and_an_index_that_differs(app: Flask, house: Providers) -> None:
    runner = app.test_cli_runner()
    assert "FAULT  reference data: the catalogue is empty" in runner.invoke(args=["doctor"]).output
    runner.invoke(args=["reference", "load"])
    assert "ok     search" in runner.invoke(args=["doctor"]).output
    runner.invoke(args=["jobs", "run-due"])
    count = len(list(house.search.engine.digests(Kind.ITEM)))
    assert f"ok     search: whoosh, {count} documents" in runner.invoke(args=["doctor"]).output
    house.search.engine.put([SearchDocument(Kind.TENDER, 0, "T-GHOST", "Ghost", "")])
    found = runner.invoke(args=["doctor"])
    assert found.exit_code == 1
    assert f"FAULT  search: {count + 1} documents are in the index and {count} in the database" in found.output
