"""What a row of the table says."""

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.domain.notifications.audiences import Audience
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.notifications.topics import Topic
from marketplace.kernel.events import Event
from marketplace.kernel.i18n import Text


@dataclass(frozen=True, slots=True)
class News:
    """One row. `state` is the one the event must carry.

    `if_still` is asked when the news is written: a task that somebody has done meanwhile is not news any more.
    """

    kind: str
    event: type[Event]
    audience: Audience
    topic: Topic
    subject: Text
    text: Text
    path: str
    state: str | None = None
    if_still: Callable[[Scene], bool] = lambda _scene: True

    def fits(self, scene: Scene) -> bool:
        """Whether the event is the one this row is about, and still worth telling."""
        return self.state in {None, scene.named.get("state")} and self.if_still(scene)
