"""Words that scripts of several rooms say."""

from collections.abc import Mapping

from flask_babel import gettext as _


def error_words() -> Mapping[str, str]:
    """For `static/errors.js`."""
    return {
        "title": _("There is a problem"),
        "error": _("Error"),
        "at": _("%(field)s: %(error)s", field="%{field}", error="%{error}"),
    }
