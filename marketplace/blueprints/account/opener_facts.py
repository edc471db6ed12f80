"""What the openers' pages tell their script (`static/openers.js`): which key, which challenge, in which words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from marketplace.adapters.sealing.key_files import SHORTEST_PASSPHRASE
from marketplace.blueprints.web.script_words import error_words
from marketplace.domain.bids.sittings import sitting_of
from marketplace.domain.openers.models import Opener
from marketplace.domain.tenders.models import Tender


def enrolling() -> dict[str, Any]:
    """For the page on which a key is made."""
    return {"act": "enrol", "words": _words() | _enrolling()}


def proving(opener: Opener) -> dict[str, Any]:
    """For the page that asks whether a key is at hand."""
    return {"act": "prove", **_key(opener), "challenge": opener.challenge, "words": _words()}


def opening(opener: Opener, tender: Tender, demo_now: datetime | None) -> dict[str, Any]:
    """For the page on which shares are handed in; `demo_now` where the clock is moved by hand."""
    return {
        "act": "open",
        **_key(opener),
        "tender": tender.ref,
        "sitting": sitting_of(tender),
        "envelopes": url_for("account.keys.envelopes", ref=tender.ref),
        "now": demo_now.isoformat() if demo_now else None,
        "words": _words() | _opening(),
    }


def _key(opener: Opener) -> Mapping[str, str]:
    return {"opener": opener.ref, "key": opener.public_key}


def _words() -> dict[str, Any]:
    return {
        "errors": error_words(),
        "unlocking": _("Your browser is unlocking the key …"),
        "chooseKey": _("Choose your key file, or type the recovery code."),
        "file": _("This is not a key file of this platform."),
        "passphrase": _("This passphrase does not open the key file."),
        "code": _("This is not a whole recovery code; a letter is wrong or missing. Compare it with the paper."),
        "otherKey": _("This is another key than the one registered. Nothing was sent."),
        "otherChallenge": _("This key does not read the challenge. Load the page again."),
        "failed": _("Your browser could not do this. Load the page again, or take a newer browser."),
    }


def _enrolling() -> dict[str, str]:
    return {
        "making": _("Your browser is making the key …"),
        "short": _("Use a passphrase of at least %(least)s characters.", least=SHORTEST_PASSPHRASE),
        "different": _("The two passphrases differ."),
        "notKept": _("Keep the file and the code first, then say so here."),
    }


def _opening() -> dict[str, str]:
    stop = _("Nothing was opened.")
    return {
        "opening": _("Your browser is reading your shares …"),
        "notFetched": _("The platform did not send the bids. Load the page again."),
        "tender": f"{_('The platform sent the policy of another tender.')} {stop}",
        "sitting": f"{_('The platform asked for other parts of the bids than this page says.')} {stop}",
        "deadline": f"{_('By the clock of this device the deadline has not passed.')} {stop}",
        "key": f"{_('In the policy another key stands in your place. Tell the regulator.')} {stop}",
        "stranger": f"{_('The policy of this tender does not name you.')} {stop}",
        "elsewhere": _("Bid %(bid)s belongs to another tender.", bid="%{bid}"),
        "policy": _("Bid %(bid)s was sealed under a policy that the platform did not send.", bid="%{bid}"),
        "unreadable": _("Bid %(bid)s is damaged.", bid="%{bid}"),
        "pressAgain": _("Tell the regulator. Press the button again to hand in your shares of the other bids."),
    }
