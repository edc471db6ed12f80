"""Saving a search, looking at it, dropping it; all by its owner, who alone knows of it."""

from sqlalchemy import func, select

from marketplace.domain.accounts.models import User
from marketplace.domain.saved_searches import rules
from marketplace.domain.saved_searches.models import SavedSearch
from marketplace.domain.saved_searches.rules import Saved
from marketplace.kernel.errors import Conflict, Invalid, NotFound, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork


def save(uow: UnitOfWork, name: str, saved: Saved, *, wants_news: bool) -> SavedSearch:
    """Keep a search under a name; Invalid (field ``name``) for none or one that is taken, Conflict for one too many."""
    person = _own_account(uow)
    with at_field("name"):
        called = one_line(name, longest=rules.LONGEST_NAME)
    own = select(func.count(SavedSearch.id)).where(SavedSearch.user_id == person.id)
    if (uow.session.scalar(own) or 0) >= rules.MOST:
        words = mark("You have saved %(most)s searches already. Delete one that you no longer need.", most=rules.MOST)
        raise Conflict(words)
    if uow.session.scalar(own.where(SavedSearch.name == called)):
        raise Invalid(fields={"name": mark("You have a search of this name. Choose another.")})
    if len(saved.query) > rules.LONGEST_QUERY:
        raise Conflict(mark("This search has too many parts to be saved."))
    return uow.add(
        SavedSearch(
            user_id=person.id,
            name=called,
            kind=saved.kind,
            words=saved.words,
            chosen={name: list(values) for name, values in saved.chosen.items()},
            query=saved.query,
            saved_at=uow.now,
            looked_at=uow.now,
            tell_at=uow.now + rules.TOLD_EVERY if wants_news else None,
        )
    )


def look(uow: UnitOfWork, number: int) -> SavedSearch:
    """Note that its owner looks at it now: nothing in it is new any more. NotFound for anybody else's."""
    found = _own(uow, number)
    found.looked_at = uow.now
    return found


def want_news(uow: UnitOfWork, number: int, *, wanted: bool) -> SavedSearch:
    """Begin or end telling of what is new; NotFound for anybody else's."""
    found = _own(uow, number)
    found.tell_at = (found.tell_at or uow.now + rules.TOLD_EVERY) if wanted else None
    return found


def drop(uow: UnitOfWork, number: int) -> None:
    """Delete it; NotFound for anybody else's."""
    uow.session.delete(_own(uow, number))
    uow.flush()


def note_told(uow: UnitOfWork, number: int) -> None:
    """The platform has looked for news, and does not for a while; nothing for one that was dropped meanwhile."""
    uow.require("notice:tell", None)
    found = uow.session.get(SavedSearch, number)
    if found is not None and found.tell_at is not None:
        found.tell_at = uow.now + rules.TOLD_EVERY


def _own(uow: UnitOfWork, number: int) -> SavedSearch:
    person = _own_account(uow)
    found = uow.session.get(SavedSearch, number)
    if found is None or found.user_id != person.id:
        raise NotFound
    return found


def _own_account(uow: UnitOfWork) -> User:
    if uow.actor.user_id is None:
        raise NotFound
    person = uow.lock(User, uow.actor.user_id)
    uow.require("account:edit", person)
    return person
