"""Every text of the product stands in the catalogue of every language, whole and with its places."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUES = sorted((ROOT / "marketplace/translations").glob("*/LC_MESSAGES/messages.po"))
PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the sources say now."""
    target = tmp_path_factory.mktemp("texts") / "messages.pot"
    words = ["mark", "lazy_gettext", "_l"]
    subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "--mapping", "babel.cfg"]
        + [argument for word in words for argument in ("--keywords", word)]
        + ["--output", str(target), "marketplace"],
        cwd=ROOT,
        check=True,
    )
    with target.open("rb") as file:
        return read_po(file)


def test_there_is_simplified_chinese() -> None:
    assert [catalogue.parts[-3] for catalogue in CATALOGUES] == ["zh"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_nothing_is_missing_and_nothing_is_left_over(path: Path, extracted: Catalog) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    said = {message.id for message in extracted if message.id}
    translated = {message.id for message in catalogue if message.id}
    assert len(said) > 1000
    assert said - translated == set(), "run `make translations` and translate"
    assert translated - said == set(), "run `make translations`"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_translation_is_there_and_keeps_its_places(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if not message.id:
            continue
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        answers = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(answers), originals
        assert not message.fuzzy, originals
        for answer in answers:
            assert set(PLACE.findall(answer)) <= set(PLACE.findall("".join(originals))), originals
            assert set(PLACE.findall(originals[-1])) <= set(PLACE.findall(answer)) | {"num"}, originals
