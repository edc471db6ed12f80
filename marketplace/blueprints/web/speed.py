"""What every page does dozens of times, without asking the whole framework each time: words and addresses."""

import gc
from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache
from typing import Any

from flask import Flask, g, has_app_context, request, url_for
from flask.templating import Environment as FlaskEnvironment
from flask_babel import get_locale, get_translations
from jinja2 import pass_eval_context
from jinja2.compiler import CodeGenerator as JinjaCodeGenerator
from jinja2.compiler import Frame
from jinja2.nodes import EvalContext, Expr
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped  # type: ignore[attr-defined]  # what `escape` itself asks
from werkzeug.routing import Rule as WerkzeugRule

ADDRESSES = 8192
"""How many addresses are remembered."""
WORDS = 8192
"""How many texts without places are remembered, all languages together; there are some two thousand."""
ALIVE = 10_000
"""Objects that may have been made and not yet dropped when the collector looks for those that only hold one another;
the answer of a search is some thousand [ours]."""
PLAIN = (str, int)


def written(value: Any) -> str:  # noqa: ANN401 - whatever a page says
    """What `markupsafe.escape` makes of it, for whoever only joins it to other markup; plain text costs a tenth."""
    kind = type(value)
    answer: str = escaped(value) if kind is str else value if kind is Markup else escape(value)
    return answer


class CodeGenerator(JinjaCodeGenerator):
    """A page escapes by `written` what it says: all of that is only joined, and a page has hundreds of pieces."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401 - Jinja's own
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"environment.written({finalize.src or ''}")


class Environment(FlaskEnvironment):
    """Templates share the environment's one table of names.

    Jinja gives each template a chain of two tables, its own and this one, and asks the chain for every name whenever a
    page imports a macro. No template here has names of its own.
    """

    code_generator_class = CodeGenerator
    written = staticmethod(written)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own table, where there is nothing to put before it."""
        return super().make_globals(d) if d else self.globals


class Rule(WerkzeugRule):
    """An address that learns to write itself when it is first written.

    Werkzeug compiles two functions for each rule when the rule is made, which is most of what starting costs; a
    command, a worker's job or a test writes a dozen of our hundreds of addresses.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - Werkzeug's signature
        compile_builder = super()._compile_builder
        compiled = cache(lambda: compile_builder(append_unknown))
        return lambda rule, /, **values: compiled()(rule, **values)


def install(app: Flask) -> None:
    """Give the templates the quick ways; what they answer is what Flask-Babel and Flask would."""
    environment: Any = app.jinja_env  # the extension gives it a method the stubs do not know
    environment.install_gettext_callables(
        gettext=lambda text: _words().ugettext(text),
        ngettext=lambda one, many, number: _words().ungettext(one, many, number),
        newstyle=True,
    )
    environment.globals |= {"_": word, "url_for": address}


def gettext(text: str, **values: Any) -> str:  # noqa: ANN401 - whatever the text has places for
    """`flask_babel.gettext`, which finds the catalogue anew for each text."""
    found = _told(_words(), text)
    return found % values if values else found


def ngettext(one: str, many: str, number: int) -> str:
    """`flask_babel.ngettext`, likewise; the number's place is called ``num``."""
    return str(_words().ungettext(one, many, number)) % {"num": number}


@pass_eval_context
def word(asked: EvalContext, text: str, **values: Any) -> str:  # noqa: ANN401 - whatever the text has places for
    """`text` in the reader's language: markup in a page, its values escaped; plain in a mail."""
    catalogue = _words()
    if not asked.autoescape:
        return str(catalogue.ugettext(text) % values)
    return Markup(catalogue.ugettext(text)) % values if values else _marked(catalogue, text)  # noqa: S704 - our own texts


@lru_cache(maxsize=WORDS)
def _told(catalogue: Any, text: str) -> str:  # noqa: ANN401 - Babel's translations, one object for each language
    return str(catalogue.ugettext(text))


@lru_cache(maxsize=WORDS)
def _marked(catalogue: Any, text: str) -> Markup:  # noqa: ANN401 - Babel's translations, one object for each language
    return Markup(catalogue.ugettext(text)) % {}  # noqa: S704 - our own texts


def address(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - Flask's own signature
    """`flask.url_for`, remembered where the answer depends on nothing but the arguments."""
    if endpoint[0] == "." or any(name[0] == "_" or not isinstance(value, PLAIN) for name, value in values.items()):
        return url_for(endpoint, **values)
    return _remembered(request.root_path, endpoint, tuple(values.items()))


@lru_cache(maxsize=ADDRESSES)
def _remembered(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:  # noqa: ARG001 - part of the key
    return url_for(endpoint, **dict(values))


def locale_name() -> str:
    """``str(flask_babel.get_locale())``, such as ``zh_Hans_CN``; English outside a request."""
    return _spoken()[2] if has_app_context() else "en"


def _words() -> Any:  # noqa: ANN401 - Babel's translations
    """The catalogue of this request's language."""
    return _spoken()[1]


def _spoken() -> tuple[Any, Any, str]:
    """(locale, catalogue, the locale's name), asked for anew only where the language is another than a moment ago."""
    kept = vars(g._get_current_object())  # noqa: SLF001 - the object behind the proxy
    spoken = getattr(kept.get("_flask_babel"), "babel_locale", None)
    found: tuple[Any, Any, str] | None = kept.get("words")
    if found is None or spoken is None or found[0] is not spoken:
        found = kept["words"] = (get_locale(), get_translations(), str(get_locale() or "en"))
    return found


def settle_in(app: Flask) -> None:
    """What a process that serves does once, so that no reader waits for it.

    Every page is compiled, which many may ask for at the same moment. The collector is told that what is there now
    stays, and to look less often: going through all of it takes a third of a second in which nobody is served, and by
    its own measure it comes in the middle of every larger answer.
    """
    for name in app.jinja_env.list_templates(extensions=("html",)):
        app.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALIVE)
