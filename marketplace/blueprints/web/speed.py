"""What every page does dozens of times, without asking the whole framework each time: words and addresses."""

from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import get_locale, get_translations

ADDRESSES = 8192
"""How many addresses are remembered."""
PLAIN = (str, int)


def install(app: Flask) -> None:
    """Give the templates the quick ways; what they answer is what Flask-Babel and Flask would."""
    environment: Any = app.jinja_env  # the extension gives it a method the stubs do not know
    environment.install_gettext_callables(
        gettext=lambda text: _words().ugettext(text),
        ngettext=lambda one, many, number: _words().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - Flask's own signature
    """`flask.url_for`, remembered where the answer depends on nothing but the arguments."""
    if endpoint[0] == "." or any(name[0] == "_" or not isinstance(value, PLAIN) for name, value in values.items()):
        return url_for(endpoint, **values)
    return _remembered(request.root_path, endpoint, tuple(values.items()))


@lru_cache(maxsize=ADDRESSES)
def _remembered(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:  # noqa: ARG001 - part of the key
    return url_for(endpoint, **dict(values))


def _words() -> Any:  # noqa: ANN401 - Babel's translations
    """The catalogue of this request's language."""
    kept = vars(g._get_current_object())  # noqa: SLF001 - the object behind the proxy
    spoken = getattr(kept.get("_flask_babel"), "babel_locale", None)
    found = kept.get("words")
    if found is None or spoken is None or found[0] is not spoken:
        found = kept["words"] = (get_locale(), get_translations())
    return found[1]
