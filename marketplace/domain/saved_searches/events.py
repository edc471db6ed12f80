"""What happens to saved searches."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SearchHasNews(Event):
    """Something new fits a search that somebody saved."""

    user_id: int
    name: str
    count: int
