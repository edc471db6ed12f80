"""Reading a page as a person does: the form with what stands in it, the words between the tags."""

import html
import re
from xml.etree.ElementTree import Element

import html5lib

SPACE = "{http://www.w3.org/1999/xhtml}"


def form_in(page: str) -> dict[str, str]:
    """The fields of the page's one form with class ``form``, as a browser sends them untouched; the token aside."""
    [form] = [each for each in _tree(page).iter(f"{SPACE}form") if "form" in each.get("class", "").split()]
    sent: dict[str, str] = {}
    for field in form.iter():
        name = field.get("name")
        if name is None or name == "csrf_token":
            continue
        if field.tag == f"{SPACE}textarea":
            sent[name] = field.text or ""
        elif field.tag == f"{SPACE}select":
            options = list(field.iter(f"{SPACE}option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            sent[name] = chosen[0].get("value", "") if chosen else ""
        elif field.tag == f"{SPACE}input":
            if field.get("type") in {"radio", "checkbox"} and field.get("checked") is None:
                continue
            sent[name] = field.get("value", "")
    return sent


def words(page: str) -> str:
    """All that is read on the page, blanks made one."""
    return " ".join(" ".join(_texts(_tree(page).find(f"{SPACE}body"))).split())


def buttons(page: str) -> set[str]:
    """The addresses that the page's forms and links lead to."""
    return {html.unescape(found) for found in re.findall(r'(?:action|href)="(/buyer/[^"]*)"', page)}


def _tree(page: str) -> Element:
    found: Element = html5lib.parse(page)
    return found


def _texts(element: Element | None) -> list[str]:
    return [] if element is None else [text for text in element.itertext() if text.strip()]
