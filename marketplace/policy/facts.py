"""What the predicates may know of an object; the package that owns the object fills it in its `facts.py`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Facts:
    """Organisation ids, user ids by what they did, and whether the public may see the object."""

    is_public: bool = False
    organisation_id: int | None = None
    """Whose profile, budget line or membership this is."""
    buyer_id: int | None = None
    supplier_id: int | None = None
    """The agency whose bid, award or contract this is."""
    asked_id: int | None = None
    """The organisation whose answer a proposal waits for."""
    is_private: bool = False
    """A private buyer buys it for itself."""
    own_funds: bool = False
    """The buyer pays it with funds of its own; there is no budget line."""
    may_bid: bool = False
    """The organisation is an agency whose registration has passed."""
    is_for_departments: bool = False
    """Every department may read it to check what an agency states, and so may the operator."""
    respondent_id: int | None = None
    """The organisation a complaint is about; its members do not judge the case."""
    user_id: int | None = None
    """The person whose account this is."""
    done_by: Mapping[str, Collection[int | None]] = field(default_factory=dict)
    """Who did what to it, e.g. ``{"drafted": (7,)}``; four-eyes rules read it."""
