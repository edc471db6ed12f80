"""Every setting of an instance: environment (``MARKET_…``) over ``instance/settings.toml`` over the defaults below.

Keys are made at the first start in ``instance/keys/`` (mode 0600), one a line: the last is in use, the earlier ones
still open what they once closed. They never enter the repository, the database or a log.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from marketplace.domain.ratings.composite import read_shares
from marketplace.domain.search.engines import EngineName
from marketplace.domain.selection.evidence import DRAND, NO_BEACON
from marketplace.kernel.entropy import Entropy, SystemEntropy
from marketplace.kernel.hosts import is_loopback, is_number
from marketplace.languages import LOCALES

ROOT = Path(__file__).resolve().parent.parent
KEY_BYTES = 32
DEFAULT_PORTS = {"http": 80, "https": 443}
"""Ports that a browser leaves out of an origin."""


class Mode(StrEnum):
    """What kind of instance this is."""

    DEMO = "demo"
    LIVE = "live"
    TEST = "test"


class Misconfigured(Exception):  # noqa: N818 - it is shown as one line and never caught as a fault
    """A setting is missing, malformed or unsafe; the message says which one and how to mend it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of an instance, oldest first."""

    secret: tuple[str, ...]
    """Sign cookies' CSRF values and mailed links."""
    password_salt: str
    """Mixed into every password before it is hashed; losing it makes all passwords invalid."""
    totp: tuple[str, ...]
    """Encrypt the second factors at rest."""
    identity_salt: str
    """Mixed into the numbers of identity documents before they are hashed; losing it makes all people strangers."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Read-only; each field's note says what it does and its unit."""

    instance: Path
    """The folder that holds everything this instance writes (set by the environment variable ``INSTANCE``)."""
    keys: Keys = field(repr=False)
    mode: Mode = Mode.LIVE
    """``demo``: invented data, a movable clock, mail into a folder. ``live``: the real thing. ``test``: for tests."""
    database_url: str = ""
    """SQLAlchemy address; empty means ``instance/market.sqlite``. PostgreSQL: ``postgresql://user:password@host/name``."""
    base_url: str = ""
    """The public address people type; links in mails start with it, and passkeys belong to its host name: under another
    name they open nothing. Empty means this machine and `port`."""
    host: str = "127.0.0.1"
    """The network address the server listens on."""
    port: int = 8000
    """The port the server listens on."""
    trusted_hosts: tuple[str, ...] = ()
    """Further host names this instance answers to (loopback names and the host of `base_url` always count)."""
    proxy_hops: int = 0
    """How many reverse proxies of yours stand in front; exactly so many ``X-Forwarded-*`` values are believed."""
    language: str = "en"
    """The language for readers whose browser asks for none that is offered: ``en`` or ``zh``."""
    rating_shares: str = "5:3:2"
    """What departments' ratings, the regulator's yearly grade and the platform's own facts count in the composite that
    stands beside a provider's star; three whole numbers."""
    mail_url: str = ""
    """``smtp://user:password@host:587`` (STARTTLS), ``smtps://…:465`` or ``folder:`` (files in ``instance/mail``)."""
    mail_from: str = ""
    """The sender of all mails, for example ``Market <no-reply@market.example.org>``."""
    stamp_url: str = ""
    """Where checkpoints of the log are stamped with the time (RFC 3161), an ``http:`` or ``https:`` address. Empty: no
    outside authority is asked."""
    stamp_roots: str = ""
    """A file with the certificates, in PEM, that the stamps must lead to; needed with `stamp_url`."""
    security_contact: str = ""
    """Where people report weaknesses, for ``security.txt``: a ``mailto:`` or ``https:`` address."""
    beacon: str = NO_BEACON["source"]
    """Public randomness that draws use beside the numbers in the bids: ``none``, or ``drand-quicknet`` (League of
    Entropy), of which each new notice then names a round in advance."""
    beacon_addresses: tuple[str, ...] = ()
    """Servers of that beacon, each ``https://…`` up to what stands before ``/<chain>/public/<round>``; they are asked
    in turn. Loopback may be http."""
    search_engine: EngineName = EngineName.WHOOSH
    """What finds things: ``whoosh`` (one machine, to 50,000 documents), ``tantivy`` (one machine, millions) or
    ``postgres`` (any number of machines; needs a PostgreSQL `database_url`). After a change of it run
    ``flask search rebuild``."""
    session_idle: timedelta = timedelta(minutes=60)
    """A sign-in ends after so many minutes without a request (OWASP ASVS 5.0, 7.3.1)."""
    session_absolute: timedelta = timedelta(hours=12)
    """A sign-in ends after so many minutes in any case (OWASP ASVS 5.0, 7.3.2)."""
    freshness: timedelta = timedelta(minutes=30)
    """How long a password counts as just given, in minutes; sensitive pages ask again after it."""
    max_upload: int = 32 * 1024 * 1024
    """The largest request body in bytes."""
    processes: int = 1
    """Server processes."""
    threads: int = 32
    """Threads of each server process; acts that wait for one another go together (`kernel.together`), so more of them
    make a rush cheaper."""
    embedded_worker: bool = True
    """Whether the server runs the background jobs itself; false where ``flask jobs work`` runs beside it."""

    @property
    def database(self) -> str:
        """The effective database address."""
        return self.database_url or f"sqlite:///{self.instance / 'market.sqlite'}"

    @property
    def is_secure(self) -> bool:
        """Whether people reach this instance by https; cookies then carry ``__Host-`` and Secure."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def passkey_origin(self) -> str:
        """The only origin at which passkeys work, or empty: they belong to a host name, never to a number.

        For this machine itself the name is ``localhost`` (WebAuthn Level 3, 5.1.2: the id is a domain).
        """
        address = urlsplit(self.base_url)
        host = address.hostname or ""
        if not is_loopback(host) and is_number(host):
            return ""
        name = "localhost" if is_loopback(host) else host
        port = "" if address.port in {None, DEFAULT_PORTS[address.scheme]} else f":{address.port}"
        return f"{address.scheme}://{name}{port}"

    @property
    def clock_moves(self) -> bool:
        """Whether the clock may be moved (a demonstration only)."""
        return self.mode is Mode.DEMO

    @property
    def hosts(self) -> list[str]:
        """Every host name this instance answers to."""
        own = urlsplit(self.base_url).hostname or ""
        return [*dict.fromkeys([own, "localhost", "127.0.0.1", "[::1]", *self.trusted_hosts])]


def load(environ: Mapping[str, str] = os.environ, entropy: Entropy | None = None) -> Settings:
    """Read the settings and make what is missing of folder and keys; raises Misconfigured for what is unsafe."""
    instance = Path(environ.get("INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = _file(instance / "settings.toml")
    kinds = get_type_hints(Settings)
    named = {f.name for f in fields(Settings)} - {"instance", "keys"}
    for name in written:
        if name not in named:
            message = f"settings.toml: there is no setting {name!r}"
            raise Misconfigured(message)
    values = dict(written)
    values |= {
        name: environ[f"MARKET_{name.upper()}"] for name in sorted(named) if environ.get(f"MARKET_{name.upper()}")
    }
    settings = Settings(
        instance=instance,
        keys=make_keys(instance / "keys", entropy or SystemEntropy()),
        **{name: _read(name, value, kinds[name]) for name, value in values.items()},
    )
    settings = replace(settings, **_derived(settings))
    _check(settings)
    return settings


def make_keys(folder: Path, entropy: Entropy) -> Keys:
    """Read the keys of an instance, making those that do not exist yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Keys(
        secret=_key(folder / "secret.key", entropy),
        password_salt=_key(folder / "password.salt", entropy)[-1],
        totp=_key(folder / "totp.key", entropy),
        identity_salt=_key(folder / "identity.salt", entropy)[-1],
    )


def _key(path: Path, entropy: Entropy) -> tuple[str, ...]:
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(made, "w") as file:
            file.write(entropy.token(KEY_BYTES).hex() + "\n")
    lines = tuple(path.read_text().split())
    if not lines:
        message = f"{path} is empty; restore it from the backup"
        raise Misconfigured(message)
    return lines


def _file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        message = f"{path.name}: {broken}"
        raise Misconfigured(message) from None


def _read(name: str, value: Any, kind: Any) -> Any:  # noqa: ANN401 - a setting may be of any of the kinds above
    try:
        if kind is bool:
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
        if kind is timedelta:
            return timedelta(minutes=int(value))
        if kind == tuple[str, ...]:
            return tuple(value.split(",") if isinstance(value, str) else map(str, value))
        return kind(value)
    except (KeyError, TypeError, ValueError):
        message = f"the setting {name} cannot be {value!r}"
        raise Misconfigured(message) from None


def _derived(settings: Settings) -> dict[str, Any]:
    """What follows from other settings; a demonstration needs no mail server."""
    derived: dict[str, Any] = {"base_url": settings.base_url or f"http://127.0.0.1:{settings.port}"}
    if settings.mode is not Mode.LIVE:
        derived["mail_url"] = settings.mail_url or "folder:"
        derived["mail_from"] = settings.mail_from or "Open Intermediary Market <no-reply@market.example>"
    return derived


def _check(settings: Settings) -> None:
    address = urlsplit(settings.base_url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        message = "the setting base_url must be an http or https address"
        raise Misconfigured(message)
    if settings.language not in LOCALES:
        message = f"the setting language must be one of {', '.join(LOCALES)}"
        raise Misconfigured(message)
    if urlsplit(settings.mail_url).scheme not in {"", "smtp", "smtps", "folder"}:
        message = "the setting mail_url must start with smtp:, smtps: or folder:"
        raise Misconfigured(message)
    try:
        read_shares(settings.rating_shares)
    except ValueError:
        message = "the setting rating_shares must be three whole numbers like 5:3:2"
        raise Misconfigured(message) from None
    _check_beacon(settings)
    if settings.search_engine is EngineName.POSTGRES and not settings.database_url.startswith("postgresql"):
        message = (
            "search_engine = postgres searches in the market's own database: set database_url to a postgresql: one"
        )
        raise Misconfigured(message)
    if settings.stamp_url and urlsplit(settings.stamp_url).scheme not in {"http", "https"}:
        message = "the setting stamp_url must be an http or https address"
        raise Misconfigured(message)
    if bool(settings.stamp_url) != bool(settings.stamp_roots and Path(settings.stamp_roots).is_file()):
        message = "the settings stamp_url and stamp_roots belong together; stamp_roots names a file of certificates"
        raise Misconfigured(message)
    if settings.mode is Mode.LIVE:
        _check_live(settings, address.hostname)


def _check_beacon(settings: Settings) -> None:
    if settings.beacon not in {NO_BEACON["source"], DRAND}:
        message = f"the setting beacon must be {NO_BEACON['source']} or {DRAND}"
        raise Misconfigured(message)
    if settings.beacon == DRAND and not settings.beacon_addresses:
        message = f"beacon = {DRAND} needs beacon_addresses: at least one https address of a drand server"
        raise Misconfigured(message)
    for each in settings.beacon_addresses:
        address = urlsplit(each)
        is_safe = address.scheme == "https" or (address.scheme == "http" and is_loopback(address.hostname or ""))
        if not is_safe or not address.hostname:
            message = f"the setting beacon_addresses has {each!r}: write https addresses"
            raise Misconfigured(message)


def _check_live(settings: Settings, public_host: str) -> None:
    if not settings.is_secure and not is_loopback(public_host):
        message = "a live instance is reached by https only: set base_url to its https address"
        raise Misconfigured(message)
    if not is_loopback(settings.host) and not settings.proxy_hops:
        message = "a live instance listens on loopback behind a TLS proxy: set proxy_hops, or host = 127.0.0.1"
        raise Misconfigured(message)
    if not settings.mail_url or not settings.mail_from:
        message = "a live instance needs mail_url and mail_from (or set mode = demo to try it out)"
        raise Misconfigured(message)
