"""What the directory's pages cost at one million providers, as a ratio of CPU time against bare Flask with one SELECT.

The database is filled here: every provider with services, a part of them with bids, awards, contracts and ratings; the
records of all are built, and tantivy's index is filled, by the application's own code. Goals: a provider's page and the
comparison of six at most 8 times the floor, uncached, in both languages; the directory at most 5 times, with a search
for a common word as many besides the engine's own time. The floor right after an engine's answer, which leaves the
processor's caches to other data, is shown but judges nothing. Page 1000, by its neighbour's link and by its number, at
most 1.5 times page 1; the answer that nothing has changed at most half the floor. "Nothing remembered" forgets every
part that was written before: what the first reader of a process pays. A live instance asks the database for the time.
Exit code 1 when a goal is missed. `--keep FOLDER` fills that folder once and measures again and again.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from flask import Flask
from sqlalchemy import create_engine

from benchmarks.serving.measuring import NOW, Page, StandingClock, cpu_ms, floor, once, report
from benchmarks.serving.providers import BUSY, DEPARTMENTS, fill
from marketplace.app import create_app
from marketplace.blueprints.public import directory, sheets
from marketplace.blueprints.public.asked import FACETS
from marketplace.blueprints.web import fragments
from marketplace.blueprints.web.speed import settle_in
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Mode, Settings, make_keys
from marketplace.domain.search import indexing
from marketplace.domain.search.engines import EngineName
from marketplace.domain.search.ports import Answer, Kind, Question, SearchEngine
from marketplace.kernel.clock import Clock, SystemClock
from marketplace.kernel.database import Base, prepare
from marketplace.kernel.entropy import SeededEntropy

PROVIDERS = 1_000_000
PAGE_GOAL, LIST_GOAL, UNCHANGED_GOAL, DEEP_GOAL = 8.0, 5.0, 0.5, 1.5
DEEP = 1000
WORD = "环境"
"""In an eighth of the names."""
ROWS = 30
FLOOR_SQL = (
    "SELECT t.ref, t.title, t.state, t.ceiling, t.deadline_at, o.name FROM tender t"
    " JOIN organisation o ON o.id = t.buyer_id WHERE +t.state = 'AWARDED'"
    " ORDER BY t.published_at DESC, t.id DESC LIMIT 30"
)


def market(folder: Path, count: int, clock: Clock) -> tuple[Flask, Path]:
    """The application on a filled database, as a server's process has it."""
    file = folder / "directory.sqlite"
    is_new = not file.exists()
    if is_new:
        engine = prepare(create_engine(f"sqlite:///{file}"))
        Base.metadata.create_all(engine)
        engine.dispose()
    settings = Settings(
        instance=folder,
        keys=make_keys(folder / "keys", SeededEntropy("bench")),
        mode=Mode.LIVE,
        database_url=f"sqlite:///{file}",
        base_url="https://localhost",
        mail_url="folder:",
        mail_from="Market <no-reply@market.example>",
        search_engine=EngineName.TANTIVY,
    )
    app = create_app(settings, clock, lambda: NOW)
    if is_new:
        fill(app, file, count)
    house = app.extensions[EXTENSION].providers
    if not house.search.engine.find(Question(Kind.PROVIDER, limit=0)).total:
        begun = time.perf_counter()
        indexed = indexing.rebuild(house.looking, house.search.engine, lambda _done: None)
        house.search.engine.tidy()
        print(f"{indexed} documents indexed and looked at again in {time.perf_counter() - begun:.0f} s", flush=True)
    settle_in(app)
    return app, file


def forget_rows() -> None:
    """As if these providers had not been on a page before; what every page has stays."""
    directory._stored.cache_clear()  # noqa: SLF001


def forget() -> None:
    """As if no part of a page had been written before."""
    forget_rows()
    for remembered in (fragments._written, sheets._panel_of, sheets._around):  # noqa: SLF001
        remembered.cache_clear()


class Besides:
    """A clock that stands while the engine answers."""

    def __init__(self, engine: SearchEngine) -> None:
        self.answers, self.took = engine.find, list[float]()
        engine.find = self.find  # type: ignore[method-assign]

    def find(self, question: Question) -> Answer:
        """What the engine answers."""
        begun = time.process_time()
        try:
            return self.answers(question)
        finally:
            self.took.append(time.process_time() - begun)

    def now(self) -> float:
        """CPU seconds of this process besides."""
        return time.process_time() - sum(self.took)

    def __str__(self) -> str:
        """What the engine takes: half of its answers less, and nineteen of twenty."""
        half, most = (quantiles(self.took, n=20)[place] * 1000 for place in (9, 18))
        return f"the engine answers in {half:.1f} ms, in {most:.1f} ms nineteen times of twenty"


def searched(bare: Flask, app: Flask, requests: int) -> int:
    """Print what a search in the directory costs besides the engine; answers how many goals were missed."""
    path = f"/providers?q={quote(WORD)}"
    desk = app.extensions[EXTENSION].providers.search
    asked = Question(Kind.PROVIDER, desk.needs(WORD), limit=ROWS, counted=FACETS[Kind.PROVIDER])
    print(f"“{WORD}” is in {desk.engine.find(asked).total} documents; besides the engine's own time the pages cost:")
    clock = Besides(desk.engine)
    pages = [
        Page("floor: bare Flask + SELECT of 30", bare, "/", rows=ROWS),
        Page("the floor after the engine's answer", bare, "/", rows=ROWS, before=lambda: clock.find(asked)),
        Page("directory with q, English", app, path, LIST_GOAL, rows=ROWS),
        Page("directory with q, Chinese", app, path, LIST_GOAL, language="zh", rows=ROWS),
        Page("directory with q, its rows written anew", app, path, rows=ROWS, before=forget_rows),
        Page("directory with q, nothing remembered", app, path, rows=ROWS, before=forget),
    ]
    costs = cpu_ms(pages, requests, clock.now)
    print(clock)
    return report(pages, costs)


def deep(file: Path, wanted: int) -> str:
    """The address of a page as the link of the page before it has it; the last one where there are not so many."""
    connection = sqlite3.connect(file)
    [total] = connection.execute("SELECT count(*) FROM organisation WHERE kind = 'AGENCY'").fetchone()
    page = min(wanted, total // ROWS)
    [before] = connection.execute(
        "SELECT id FROM organisation WHERE kind = 'AGENCY' ORDER BY slug, id LIMIT 1 OFFSET ?", [(page - 1) * ROWS - 1]
    ).fetchone()
    connection.close()
    return f"/providers?page={page}&after={before}"


def main() -> int:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--providers", type=int, default=PROVIDERS)
    parser.add_argument("--requests", type=int, default=10, help="requests per page and round")
    parser.add_argument("--keep", type=Path, help="a folder for the filled database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as written:
        folder = asked.keep or Path(written)
        folder.mkdir(parents=True, exist_ok=True)
        app, file = market(folder, asked.providers, StandingClock())
        live, _file = market(folder, asked.providers, SystemClock(wall=lambda: NOW))
        first = 1 + DEPARTMENTS
        provider = f"/providers/{first}-provider-0"
        compared = f"/providers/compare?ids={','.join(str(first + number) for number in range(6))}"
        bare = floor(file, FLOOR_SQL)
        pages = [
            Page("floor: bare Flask + SELECT of 30", bare, "/", rows=ROWS),
            Page("provider, English", app, provider, PAGE_GOAL),
            Page("provider, Chinese", app, provider, PAGE_GOAL, language="zh"),
            Page("provider, nothing remembered", app, provider, PAGE_GOAL, before=forget),
            Page("provider without work", app, f"/providers/{first + BUSY + 1}-provider-{BUSY + 1}", PAGE_GOAL),
            Page("comparison of six, English", app, compared, PAGE_GOAL),
            Page("comparison of six, Chinese", app, compared, PAGE_GOAL, language="zh"),
            Page("directory, English", app, "/providers", LIST_GOAL, rows=ROWS),
            Page("directory, Chinese", app, "/providers", LIST_GOAL, language="zh", rows=ROWS),
            Page("provider, the time asked of the database", live, provider, PAGE_GOAL),
            Page("comparison, the time asked of the database", live, compared, PAGE_GOAL),
            Page("directory, the time asked of the database", live, "/providers", LIST_GOAL, rows=ROWS),
            Page("directory, its rows written anew", app, "/providers", LIST_GOAL, rows=ROWS, before=forget_rows),
            Page("directory, nothing remembered", app, "/providers", rows=ROWS, before=forget),
            Page("comparison of six, nothing remembered", app, compared, PAGE_GOAL, before=forget),
        ]
        for page in (*pages[1:3], *pages[5:7]):
            if etag := once(page)[1].get("ETag", ""):
                name = f"{page.name}, unchanged"
                pages.append(
                    Page(name, app, page.path, UNCHANGED_GOAL, language=page.language, etag=etag, status="304")
                )
        missed = report(pages, cpu_ms(pages, asked.requests))
        walk = [
            Page("directory, page 1", app, "/providers", rows=ROWS),
            Page(f"directory, page {DEEP} by its link", app, deep(file, DEEP), DEEP_GOAL, rows=ROWS),
            Page(f"directory, page {DEEP} by its number", app, f"/providers?page={DEEP}", DEEP_GOAL, rows=ROWS),
        ]
        missed += report(walk, cpu_ms(walk, asked.requests))
        missed += searched(bare, app, asked.requests)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
