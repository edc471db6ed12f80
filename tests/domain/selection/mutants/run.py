"""Mutmut's own run with two changes: tests are collected once, and only computing time counts as time.

``run.py CHILDREN`` in the folder that run.sh makes. Mutmut starts a whole pytest for every mutant; here each fork runs
the tests that reach the mutant straight away, those first that found another mutant of the same function, then the
quickest, until one fails. A mutant that was stopped or had to wait for the processor is never taken for one that ran
out of time.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from mutmut.__main__ import cli
from mutmut.configuration import config
from mutmut.runners.harness import PytestRunner
from mutmut.utils.file_utils import change_cwd
from mutmut.utils.format_utils import mangled_name_from_mutant_name
from mutmut.workers import isolation

WITHOUT = ("capture", "unraisableexception", "threadexception")
"""Plugins of pytest that stop working with the run that collected."""
SUSPICIOUS = 35
"""Mutmut's exit code for neither found nor survived."""


class CollectedOnce(PytestRunner):
    """Mutmut's runner of tests, which keeps what pytest found."""

    def prepare_main_test_run(self) -> None:
        without = [argument for name in WITHOUT for argument in ("-p", f"no:{name}")]
        with change_cwd("mutants"):
            self.execute_pytest(["-q", *without, *config().pytest_add_cli_args_test_selection], plugins=[self])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        return True

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        if mutant_name is None:  # mutmut's checks that all succeed as the code stands, and not as it always raises
            return isolation.run_in_fork(lambda: int(self._first_failure(self.items.values()) is not None))
        try:
            return int(pytest.ExitCode.TESTS_FAILED if self._is_found(mutant_name, tests) else pytest.ExitCode.OK)
        except BaseException:  # noqa: BLE001 - a fault of this file would else count as a test that failed
            return SUSPICIOUS

    def _is_found(self, mutant_name: str, tests: Iterable[str]) -> bool:
        memory = Path("mutants/killers") / mangled_name_from_mutant_name(mutant_name)
        before = memory.read_text().splitlines() if memory.exists() else []
        killer = self._first_failure([self.items[test] for test in sorted(tests, key=lambda test: test not in before)])
        if killer is not None and killer not in before:
            memory.parent.mkdir(exist_ok=True)
            with memory.open("a") as file:
                file.write(f"{killer}\n")
        return killer is not None

    def _first_failure(self, chosen: Iterable[pytest.Item]) -> str | None:
        failures = Failures()
        self.session.config.pluginmanager.register(failures)
        items = list(chosen)
        with change_cwd("mutants"):
            for item, after in zip(items, [*items[1:], None], strict=True):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
                if failures.seen:
                    return item.nodeid
        return None


class Failures:
    """Whether any test failed, in its setup, its call or its teardown."""

    seen = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seen = self.seen or report.failed


if __name__ == "__main__":
    isolation.PytestRunner = CollectedOnce
    isolation.register_timeout = lambda **_: None
    cli(["run", "--max-children", sys.argv[1]])
