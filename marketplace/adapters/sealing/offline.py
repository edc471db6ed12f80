"""Seal a bid on a computer of one's own, without the platform's pages and without a network.

    python3 seal_bid.py policy.json --bidder O-… --price 86000.50 --proposal proposal.txt -o bid.sealed.json

`policy.json` is the tender's sealing policy as its page offers it, of which the newest version counts, and `O-…` the
number of the agency that bids. Leave `--price` out where the notice fixes the price, write `--rate 12.50` instead where
it asks for a discount rate in percent, and leave `--proposal` out where it asks for none. Hand the sealed file in on
the tender's bid page before the deadline. Compare what is printed: the SHA-256 of the policy and the openers'
fingerprints with those on the tender's page, the SHA-256 of the bid with the receipt. Bids with files enclosed are
sealed on the bid page.

Needs Python 3.11 or newer and the package `cryptography`. The price's ceiling is in the notice: nothing here knows it,
and nobody can look inside before the opening.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from marketplace.adapters.sealing.threshold import DEK_BYTES, seal
from marketplace.domain.bids.envelopes import (
    ID_BYTES,
    NONCE,
    PADDING,
    PRICE,
    PROPOSAL,
    SealedBid,
    context,
    hash_of,
)
from marketplace.domain.bids.rates import Rate
from marketplace.domain.bids.rules import MAX_PROPOSAL, NONCE_BYTES, RATE
from marketplace.domain.openers.panels import KEY_BYTES, Policy
from marketplace.kernel.canonical import canonical
from marketplace.kernel.entropy import Entropy, SystemEntropy
from marketplace.kernel.errors import Invalid
from marketplace.kernel.money import Money

DONE, BAD_USAGE = 0, 2


def main(arguments: Sequence[str]) -> int:
    """Seal as the arguments say; answers the exit code: 0 when the file is written, 2 for bad usage."""
    given = _arguments().parse_args(list(arguments))
    try:
        policy = read_policy(Path(given.policy).read_bytes())
        price = None if given.price is None else read_price(given.price)
        proposal = read_proposal(Path(given.proposal).read_bytes()) if given.proposal else ""
        rate = None if given.rate is None else Rate.parse(given.rate)
        written = sealed_bid(policy, given.bidder, price, proposal, SystemEntropy(), rate)
        Path(given.output).write_bytes(written)
    except OSError as error:
        return _bad_usage(f"{error.filename}: {error.strerror}")
    except (Invalid, ValueError) as error:
        return _bad_usage(str(error))
    sys.stdout.write("".join(f"{line}\n" for line in [*described(policy), "", f"Sealed: {given.output}"]))
    sys.stdout.write(f"SHA-256 of the sealed bid: {hash_of(written)}\n")
    return DONE


def sealed_bid(
    policy: Policy, bidder: str, price: Money | None, proposal: str, entropy: Entropy, rate: Rate | None = None
) -> bytes:
    """The whole sealed bid as it is handed in; a discount rate stands in the place of a price."""
    quote: object = {"fen": price.fen, "currency": price.currency} if price else {"fen": None, "currency": None}
    if rate is not None:
        quote = {RATE: str(rate)}
    contents = {
        NONCE: entropy.token(NONCE_BYTES),
        PRICE: _padded(quote),
        PROPOSAL: _padded({"text": proposal, "files": []}),
    }
    bound = context(policy.tender, bidder, policy.sha256, entropy.token(ID_BYTES))
    parts = {
        part: seal(policy.panel, {**bound, "part": part}, content, entropy.token(DEK_BYTES))
        for part, content in contents.items()
    }
    return SealedBid(bound, parts).written()


def read_policy(written: bytes) -> Policy:
    """The newest of the published policies; ValueError for a file that is none."""
    message = "This is not a sealing policy. Download it from the tender's page."
    try:
        newest = json.loads(written)["policies"][-1]
        policy = Policy.from_json(newest["policy"])
        is_whole = policy.sha256 == newest["sha256"] and all(len(key) == KEY_BYTES for key in policy.panel.keys)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(message) from error
    if not is_whole or not 1 < policy.needed <= len(policy.openers):
        raise ValueError(message)
    return policy


def read_price(written: str) -> Money:
    """The price; Invalid or ValueError with what to mend."""
    price = Money.parse(written)
    if not price:
        message = "Offer a price above zero, or none where the notice fixes it."
        raise ValueError(message)
    return price


def read_proposal(written: bytes) -> str:
    """The text; ValueError when it is none or too long."""
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "Save the proposal as plain text in UTF-8."
        raise ValueError(message) from error
    if "\0" in text:
        message = "The proposal holds NUL characters; no text has them."
        raise ValueError(message)
    if len(text) > MAX_PROPOSAL:
        message = f"The proposal has {len(text)} characters; at most {MAX_PROPOSAL} are taken."
        raise ValueError(message)
    return text


def described(policy: Policy) -> list[str]:
    """What the bidder compares with the tender's page, line by line."""
    deadline = policy.deadline.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return [
        f"Tender: {policy.tender}, policy version {policy.version}",
        f"Deadline: {deadline}",
        f"SHA-256 of the policy: {policy.sha256}",
        f"Opened by {policy.needed} of these {len(policy.openers)}:",
        *(f"  {opener.ref}  {opener.fingerprint}  {opener.name}, {opener.organisation}" for opener in policy.openers),
    ]


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="seal_bid.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("policy", metavar="POLICY.json", help="the tender's sealing policy")
    parser.add_argument("--bidder", required=True, metavar="O-…", help="the number of the agency that bids")
    quoted = parser.add_mutually_exclusive_group()
    quoted.add_argument("--price", help="in yuan, for example 86000.50")
    quoted.add_argument("--rate", help="percent off the ceiling price, for example 12.50")
    parser.add_argument("--proposal", metavar="FILE.txt", help="the proposal, plain text in UTF-8")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where the sealed bid is written")
    return parser


def _padded(document: object) -> bytes:
    written = canonical(document).encode()
    return written.ljust(-(-len(written) // PADDING) * PADDING)


def _bad_usage(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return BAD_USAGE
