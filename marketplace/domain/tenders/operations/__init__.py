"""What people do with a tender, from the draft to its end."""

from marketplace.domain.tenders.operations.corrigenda import Amendment, amend, change_files, replace_opener
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
from marketplace.domain.tenders.operations.steps import MAX_REASON, advance, conclude, end, stated_reason

__all__ = [
    "MAX_REASON",
    "Amendment",
    "advance",
    "amend",
    "approve",
    "cancel",
    "change_files",
    "conclude",
    "draft",
    "edit",
    "end",
    "publish",
    "reissue",
    "replace_opener",
    "send_back",
    "stated_reason",
    "submit",
]
