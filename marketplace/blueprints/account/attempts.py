"""Tries are counted before they are looked at; those that were right are taken back once everything is written."""

from collections.abc import Iterable

from flask import Flask, Response, g

from marketplace.blueprints.web.work import providers, reading, request_id
from marketplace.domain.accounts import operations
from marketplace.domain.accounts.operations import Attempt
from marketplace.domain.accounts.rules import Limit
from marketplace.kernel.actor import ANYONE


def begin(limits: Iterable[tuple[Limit, str]]) -> Attempt:
    """Count a try; with a pause it is not to be looked at."""
    with providers().writing(ANYONE, request_id()) as uow:
        return operations.begin_attempt(uow, limits)


def was_right(attempt: Attempt) -> None:
    """It does not count; taken back at the end of the request, for the view may hold the writer's lock until then."""
    g.setdefault("right_attempts", []).extend(attempt.numbers)


def install(app: Flask) -> None:
    """Run after Flask-Security's commit, which is one of the request's own functions."""
    app.after_request(_take_back)


def _take_back(response: Response) -> Response:
    numbers = g.pop("right_attempts", [])
    if numbers:
        reading().rollback()
        with providers().writing(ANYONE, request_id()) as uow:
            operations.take_back(uow, numbers)
    return response
