"""The codes of somebody's authenticator app."""

import pyotp

from marketplace.kernel.clock import wall_clock

_used: dict[str, int] = {}
"""The half-minute whose code each secret gave last."""


def unused_code(secret: str) -> str:
    """The code of now, or, where that one was given before, the next, which the site's window for slow clocks takes.

    A code opens once only, so somebody who signs in twice within half a minute needs another.
    """
    totp = pyotp.TOTP(secret)
    counter = max(totp.timecode(wall_clock()), _used.get(secret, -1) + 1)
    _used[secret] = counter
    return totp.generate_otp(counter)
