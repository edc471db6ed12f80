"""What people do with a tender, from the draft to its end."""

from marketplace.domain.tenders.operations.corrigenda import (
    Amendment,
    amend,
    change_files,
    change_recusals,
    replace_opener,
)
from marketplace.domain.tenders.operations.course import (
    approve,
    cancel,
    draft,
    edit,
    publish,
    reissue,
    send_back,
    submit,
)
from marketplace.domain.tenders.operations.overrides import Ground, confirm_override, object_to_override, override
from marketplace.domain.tenders.operations.steps import MAX_REASON, advance, conclude, end, expire, stated_reason

__all__ = [
    "MAX_REASON",
    "Amendment",
    "Ground",
    "advance",
    "amend",
    "approve",
    "cancel",
    "change_files",
    "change_recusals",
    "conclude",
    "confirm_override",
    "draft",
    "edit",
    "end",
    "expire",
    "object_to_override",
    "override",
    "publish",
    "reissue",
    "replace_opener",
    "send_back",
    "stated_reason",
    "submit",
]
