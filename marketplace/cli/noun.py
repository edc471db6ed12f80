"""What every command shares: exit codes 0 (done), 1 (a fault found), 2 (used wrongly), and one line about a fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from marketplace.blueprints.web.work import EXTENSION, House
from marketplace.config import Misconfigured
from marketplace.kernel.errors import Invalid, Refusal


@contextmanager
def one_line() -> Iterator[None]:
    """Turn what may go wrong into one line on standard error and exit code 1."""
    try:
        yield
    except click.UsageError as wrong:
        wrong.ctx = None  # with it, click would print the usage on further lines
        raise
    except Invalid as refusal:
        for name, text in refusal.fields.items():
            click.echo(f"{name}: {text}", err=True)
        if not refusal.fields:
            click.echo(str(refusal.text), err=True)
        raise SystemExit(1) from None
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from None
    except Misconfigured as fault:
        raise click.ClickException(str(fault)) from None
    except SQLAlchemyError as fault:
        words = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        message = f"database: {words}"
        raise click.ClickException(message) from None


class Noun(AppGroup):
    """A group of commands (`flask NOUN VERB`) that run in the application's context and fail in one line."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run a command of this group."""
        with one_line():
            return super().invoke(ctx)


def house() -> House:
    """The running instance."""
    found: House = current_app.extensions[EXTENSION]
    return found
