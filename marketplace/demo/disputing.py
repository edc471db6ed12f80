"""Second persons who claim an agency's credit code, as ``evidence.toml`` has it."""

from collections.abc import Mapping
from typing import Any

from marketplace.demo import evidence, report, sign_ins
from marketplace.demo.cast import local
from marketplace.demo.evidence import OPERATOR
from marketplace.demo.settlement import Secrets, account
from marketplace.demo.story import Scene, Story
from marketplace.domain.documents import intake
from marketplace.domain.organisations import operations as organisations


def disputes(story: Story, codes: Mapping[str, str], secrets: Secrets) -> list[Scene]:
    """A scene for each dispute about an agency that is there; `codes` are the agencies' credit codes."""
    return [
        _dispute(story, entry, codes[entry["agency"]], secrets)
        for entry in evidence.written()["dispute"]
        if entry["agency"] in codes
    ]


def _dispute(story: Story, entry: Mapping[str, Any], code: str, secrets: Secrets) -> Scene:
    yield local(entry["begins"])
    address = sign_ins.of_agency(entry["claimant"])
    account(story, address, entry["name"], secrets)
    lines = ["情况说明", entry["name"], code, "演示数据 Demonstration data"]
    stored = intake.receive(story.house.storage, story.house.sniffer, "情况说明.pdf", report.pdf(lines))
    with story.acting(address) as uow:
        ref = organisations.open_dispute(uow, code, entry["reason"], stored).ref
    for answer, decide in (("rejected", organisations.reject), ("upheld", organisations.uphold)):
        if answer in entry:
            yield story.on_working_day(3, 10)
            with story.acting(OPERATOR) as uow:
                decide(uow, ref, entry[answer])
    if "withdrawn" in entry:
        yield story.on_working_day(entry["withdrawn"], 10)
        with story.acting(address) as uow:
            organisations.withdraw_dispute(uow, ref)
