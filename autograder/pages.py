"""What instructors and students open in a browser: a student's Markdown, with nothing in it that runs."""

from __future__ import annotations

import bleach
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.pictures import KINDS

_TAGS = {
    *bleach.ALLOWED_TAGS,
    *[
        "p",
        "div",
        "span",
        "br",
        "hr",
        "pre",
        "code",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "del",
        "sub",
        "sup",
        "img",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ],
}
_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"  # in the labs' own opening
_PICTURES = tuple(f"data:image/{kind};base64," for kind in KINDS)
_LINKS = ("http://", "https://", "mailto:", "#")


def _allowed(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("img", "src"):
        return value.startswith(_PICTURES) or value == _BADGE  # nothing else is fetched from anywhere
    if (tag, name) == ("a", "href"):
        return value.lower().startswith(_LINKS)
    return name in {"class", "alt", "title", "id"}


@pass_context
def safe_markdown(context: Context, source: str) -> str:
    """Render Markdown as nbconvert does, then drop every tag, attribute and address that could act.

    nbgrader's pages (feedback and Formgrader) put the result of their ``markdown2html`` filter into
    the page as it is, so this takes that filter's place.
    """
    cell = context.get("cell") or {}
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    html = MarkdownWithMath(renderer=renderer).render(source)
    return bleach.clean(html, tags=_TAGS, attributes=_allowed, protocols={"http", "https", "mailto", "data"})
