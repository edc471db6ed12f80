"""Whatever an address asks of a public list, with whichever engine: an answer or a clear message, never a fault."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from marketplace.blueprints.public.asked import PATHS
from marketplace.config import Settings
from marketplace.domain.search.engines import EngineName
from tests.blueprints.client import Browser
from tests.blueprints.public import scene as scenes
from tests.blueprints.public.scene import Scene
from tests.databases import Template
from tests.domain.market import ITEM

pytestmark = pytest.mark.usefixtures("indexed")

ENTRANCES = (*PATHS.values(), "/search", "/search/suggestions.json", "/search.json")

BYTES = ("%00", "a%00b", "%ED%A0%80", "%ED%BF%BF", "%C0%AE%C0%AE", "%F4%90%80%80", "%FF%FE", "%", "%zz", "%u0041", "+")
"""Written into an address as they are: NUL, lone surrogates, overlong forms, what is beyond Unicode, broken escapes."""

TEXTS = (
    *('"', '"' * 199, '"a', "'", "\\", "\\\\'", "' OR 1=1 --", "%_\\", "%s %(x)s {0} {{7*7}}", "<script>"),
    *("*", "a*", "~a~2", "^a", "=", "==", "kind:tender", "title:[a TO z]", "(", "[a-z]+(", "a:*", "\\x{61}.*", "(?i)a"),
    *("a & b | !c", "a <-> b", "AND OR NOT", "+a -b", "a||b", "$1"),
    *("\x01", "a\x1fb", "\t\n\r", "\u2028", "\ufeff", "\uffff", "\U0010ffff"),
    *("😀", "👩‍👩‍👧‍👦", "\u202eabc\u202c", "\u200fabc", "e\u0301\u0301" * 60, "\u0301" * 190),
    *("ﷺ" * 190, "½" * 190, "İıß" * 60, "㋀", "x" * 200, "环" * 200, "环x" * 100, "a " * 99),
    *("青\ufe0f水", "𠮷野", "〇々", "한국어 ไทย हिन्दी العربية", "\u3400"),
)
TOO_LONG = ("x" * 10_000, "环" * 1_000)

PARAMETERS = (
    *(f"page={value}" for value in ("0", "-1", "x", "1.5", "１", "999999", "9" * 40, "%00")),
    *(f"{name}={value}" for name in ("after", "before", "from") for value in ("-1", "x", "999999999999999")),
    *(f"sort={value}" for value in ("x", "best", "rating", "deadline", "cheapest", "%00")),
    *(f"region={value}" for value in ("x", "51", "519999", "-1", "51%00")),
    *(f"min_rating={value}" for value in ("5", "x", "4")),
    *(
        f"{name}={value}"
        for name in ("item", "status", "qualification", "method", "department", "category", "payer", "year")
        for value in ("'", "%ED%A0%80", "=", "\\", "x" * 5_000, quote("ﷺ" * 200), quote("😀"))
    ),
    *("ids=1,x,-3,99999999999999999999999", "all=x", "kind=x", "&".join(f"year={number}" for number in range(21))),
)
MESSAGES = (
    "in the address",
    "The address contains characters that are no text.",
    "Search for at most 200 characters.",
    "Choose at most 20 values of one filter.",
    "The least rating is a whole number from 1 to 4.",
    "A region is a code of two, four or six digits",
    "There is no region with the code",
    "There is no service with the code",
)


@pytest.fixture(params=list(EngineName))
def name(request: pytest.FixtureRequest) -> EngineName:
    found: EngineName = request.param
    return found


@pytest.fixture
def template(name: EngineName, request: pytest.FixtureRequest) -> Template:
    database = "postgres" if name is EngineName.POSTGRES else "sqlite"
    found: Template = request.getfixturevalue(f"{database}_template")
    return found


@pytest.fixture
def scene(template: Template) -> Scene:
    built: Scene = template.derived("public", scenes.build)
    return built


@pytest.fixture
def database_url(template: Template, scene: Scene) -> Iterator[str]:
    with template.fresh("public") as url:
        yield url


@pytest.fixture
def settings(settings: Settings, name: EngineName) -> Settings:
    return replace(settings, search_engine=name)


def ask(client: Browser, entrance: str, query: str) -> int:
    """The status, which is one of those that may be; an answer that refuses says why."""
    needed = "kind=provider&" if entrance == "/search.json" and "kind=" not in query else ""
    answer = client.get(f"{entrance}?{needed}{query}", check=False)
    said = answer.get_data(as_text=True)
    assert answer.status_code in {200, 400}, (entrance, query[:60], answer.status_code)
    if answer.status_code == 400:
        assert any(message in said for message in MESSAGES), (entrance, query[:60], said[-3000:])
    return answer.status_code


def test_any_text_is_answered(client: Browser) -> None:
    for entrance in ENTRANCES:
        for text in TEXTS:
            assert ask(client, entrance, f"q={quote(text)}") == 200, text
        for raw in BYTES:
            ask(client, entrance, f"q={raw}")
        for text in TOO_LONG:
            assert ask(client, entrance, f"q={quote(text)}") == 400


def test_any_parameter_is_answered(client: Browser) -> None:
    for entrance in (*PATHS.values(), "/search.json"):
        for query in PARAMETERS:
            ask(client, entrance, f"q=assessment&{query}")
            if query.startswith(("page=", "sort=")):
                ask(client, entrance, query)


def test_the_engine_that_is_set_answers(client: Browser, name: EngineName) -> None:
    for path in PATHS.values():
        assert "<mark>" in client.page(f"{path}?q=assessment&item={ITEM}") or path in {"/decisions", "/services"}
    for deep in ("page=999999", "page=999999&sort=newest"):
        assert "Assessment" not in client.page(f"/tenders?q=assessment&{deep}"), "there is no such page"
    assert ("is worked out for 500 of them" in client.page("/ranking")) == (name is EngineName.POSTGRES)
    assert ("the best 100 stand in this order" in client.page("/ranking")) == (name is EngineName.TANTIVY)
    assert ("A word counts more the rarer it is" in client.page("/ranking")) != (name is EngineName.POSTGRES)
