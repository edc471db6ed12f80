"""What the public may know of a provider, gathered once and read often: the directory's record, page and comparison.

A *record* (`ProviderRecord`) holds the facts of every earlier stage about one agency that do not hang on the clock: its
dates are stored, and whoever shows them decides what is valid today. A *market* (`ItemMarket`) holds what the awards
and contracts of one catalogue item say. Both are copies: nothing is decided by them, they can be built anew at any
time, and an event that changes a fact queues their refresh.

A list reads `ProviderRecord.star` (hundredths; 0 while there are too few ratings), `.ratings` and `.line` (see
`rules.offered_on`), joined with `organisation` for the name and, always, for its state: a firm that has left must be
gone at once, and the record may be a second old. By name: ``ORDER BY organisation.slug, organisation.id`` (index
``ix_organisation_kind_state_slug``); by rating: ``ORDER BY star DESC, organisation_id`` (index
``ix_provider_record_star``); both are paged by the last row that was shown, never by an offset.

It never holds what is not public: no contact, no price before the opening, no rating that is still blind.
"""
