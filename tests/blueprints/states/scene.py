"""How a state is reached, who is shown what of it, and how a page's account of what stands is read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import html5lib

from tests.domain.market import Market

NOBODY = ""
"""Nobody must act."""
ANYONE = ""
"""A reader who is not signed in."""
NO_DATE = ""


@dataclass(frozen=True)
class View:
    """What one reader sees on one page: who acts ("You" for themselves), what, and by when as an English page says."""

    reader: str
    path: str
    who: str
    what: str
    by: str = NO_DATE
    as_filer: bool = False
    """The page is asked for with the number and the code of a complaint."""


@dataclass(frozen=True)
class Scene:
    """`bring` brings something into a state through operations and gives the references the paths name."""

    bring: Callable[[Market], Mapping[str, str]]
    views: tuple[View, ...]


Scenes = Mapping[tuple[str, str], Scene]
"""By the name of the lifecycle and the state."""


@dataclass(frozen=True)
class Shown:
    """What one block of a page says: every text, and of it the answers to who, what and when."""

    text: str
    who: str
    what: str
    when: str


def shown(page: str, name: str) -> Shown:
    """The block about `name`; there must be exactly one on the page."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = [node for node in tree.iter("div") if name in node.get("data-stands", "").split()]
    assert len(found) == 1, (name, [node.get("data-stands") for node in tree.iter() if node.get("data-stands")])
    answers = [words(one) for one in found[0].iter("dd")]
    who, what, when = answers[:3] if answers else ("", words(found[0]), "")
    return Shown(words(found[0]), who, what, when)


def words(node: "html5lib.treebuilders.etree.Element") -> str:
    """The text in an element, its blanks made one."""
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip()


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_chinese(day: str) -> str:
    """The day in ``the end of 5 Mar 2026`` or ``5 Mar 2026, 17:00`` as a Chinese page writes it."""
    found = re.search(r"(\d+) (\w{3}) (\d{4})", day)
    assert found, day
    return f"{found[3]}年{MONTHS.index(found[2]) + 1}月{found[1]}日"
