"""What is new in a search that somebody saved; its owner alone is told."""

from collections.abc import Sequence

from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.saved_searches.events import SearchHasNews
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    News(
        "search_has_news",
        SearchHasNews,
        to.the_searcher,
        Topic.SEARCHES,
        mark("New in a search that you saved"),
        mark("New in “%(search)s”: %(new)s. You are told once a day at most; open the search to see what is new."),
        "/account/searches",
    ),
)
