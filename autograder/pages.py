"""What instructors and students open in a browser: a student's text, with nothing in it that runs or is fetched.

nbgrader's pages (feedback and the Formgrader) put the result of these Jinja filters into the page as it is.
`autograder.shorten` bounds the text they get, and marks as ``plain`` what they show without parsing it.
"""

from __future__ import annotations

import html
import re
import secrets
from urllib.parse import unquote

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.formulas import BLOCKS, INLINE, find_formulas, formula
from autograder.pictures import KINDS

PICTURES = tuple(f"image/{kind}" for kind in KINDS)


_TAGS = {
    "a", "abbr", "acronym", "b", "blockquote", "br", "code", "del", "details", "div", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "span", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"
}  # fmt: skip
_LINKS = ("http://", "https://", "mailto:", "#")
_INERT = {ord(c): f"&#{ord(c)};" for c in '<>"\\'}


def safe_html(source: str | bytes, marks: str = "") -> str:
    """Return HTML without any tag, attribute or address that could act; pictures are in the page or not at all.

    Parameters
    ----------
    source : str or bytes
        A student's HTML.
    marks : str
        The beginning of the class names that may stay on a ``span``.

    Returns
    -------
    str
        HTML that can stand in a page.
    """

    def kept(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            allowed = value.startswith(tuple(f"data:{kind};base64," for kind in PICTURES))
        elif name == "href":
            allowed = value.lower().startswith(_LINKS)
        else:
            allowed = name != "class" or (marks != "" and value.startswith(marks))
        return value if allowed else None

    return nh3.clean(
        source.decode(errors="replace") if isinstance(source, bytes) else str(source),
        tags=_TAGS,
        clean_content_tags=set(),
        attributes={"a": {"href"}, "img": {"src", "alt"}, "span": {"class"}, "*": {"title"}},
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "data"},
    )


@pass_context
def safe_markdown(context: Context, source: str, cell: dict | None = None) -> str:
    """Render Markdown as JupyterLab does: formulas as MathML, code with colours, the rest through `safe_html`.

    The cell, for its attachments, is nbconvert's own in its blocks; a loop of another template has to give it.

    Parameters
    ----------
    context : jinja2.runtime.Context
        The template's; it knows the cell.
    source : str
        A student's Markdown.
    cell : dict, optional
        The cell, where the context has none.

    Returns
    -------
    str
        HTML that can stand in a page.
    """
    cell = cell or context.get("cell") or {}
    if cell.get("metadata", {}).get("plain"):
        return f"<pre>{html.escape(source)}</pre>"
    attachments = cell.get("attachments") or {}
    # What is made here, not by the student, waits behind a mark that nobody can guess.
    env = {"attachments": attachments, "mark": f"kept-{secrets.token_hex(8)}-", "kept": []}
    page = safe_html(_MARKDOWN.render(source, env), env["mark"])
    for number, made in enumerate(env["kept"]):
        page = page.replace(_mark(env, number), made, 1)
    return page


def safe_code(source: str, language: str | None = None, metadata: dict | None = None) -> str:
    """Return code as HTML with Python's colours (the parameters are nbconvert's).

    Parameters
    ----------
    source : str
        A student's code.
    language : str, optional
        Not asked: it is Python.
    metadata : dict, optional
        The cell's; ``plain`` in it says that the text is not parsed.

    Returns
    -------
    str
        HTML that can stand in a page.
    """
    # Pygments takes quadratic time for lines of white space.
    text = "\n".join(line.rstrip() for line in source.split("\n"))
    if (metadata or {}).get("plain"):
        return f'<div class="highlight"><pre>{html.escape(text)}</pre></div>'
    return highlight(text or " ", PythonLexer(), HtmlFormatter())


def unchanged(text: str) -> str:
    """Take the place of a filter of nbconvert's that mends links of 2013 in quadratic time."""
    return text


def ordered_headings(page: str, above: int = 1) -> str:
    """Return HTML whose headings begin below a level and never leave one out, whatever a student wrote.

    Parameters
    ----------
    page : str
        HTML that is well-formed.
    above : int
        The level of the heading that the HTML stands under.

    Returns
    -------
    str
        The same with other levels.
    """
    last, opened = above, []

    def level(found: re.Match) -> str:
        nonlocal last
        if found[1]:
            return f"</h{opened.pop() if opened else last}"
        last = min(int(found[2]) + above, last + 1, 6)
        opened.append(last)
        return f"<h{last}"

    return re.sub(r"<(/?)h([1-6])\b", level, page)


def inert(value: object) -> object:
    """Return a value without what would end the text or the string it stands in (Jinja's ``finalize``).

    nbgrader's Formgrader writes names from addresses into its pages as they are.
    """
    return value.translate(_INERT) if isinstance(value, str) else value


def _mark(env: dict, number: int) -> str:
    return f'<span class="{env["mark"]}{number}"></span>'


def _keep(env: dict, made: str) -> str:
    env["kept"].append(made)
    return _mark(env, len(env["kept"]) - 1)


def _inline(self, tokens, index, options, env) -> str:
    return _keep(env, formula(tokens[index].content))


def _block(self, tokens, index, options, env) -> str:
    return _keep(env, f'<span class="formula">{formula(tokens[index].content, "block")}</span>')


def _code(self, tokens, index, options, env) -> str:
    token = tokens[index]
    made = safe_code(token.content) if token.info.strip().startswith("py") else None
    return _keep(env, made or f"<pre>{html.escape(token.content)}</pre>")


def _image(self, tokens, index, options, env) -> str:
    token = tokens[index]
    source, alt = str(token.attrs["src"]), self.renderInlineAsText(token.children, options, env)
    if source.startswith("attachment:"):
        name = source.removeprefix("attachment:")
        found = env["attachments"].get(name) or env["attachments"].get(unquote(name)) or {}
        kind = next((kind for kind in PICTURES if kind in found), None)
        if kind is None:
            return html.escape(f"[The picture {name} cannot be shown.]")
        source = f"data:{kind};base64,{found[kind]}"
    if not source.startswith("data:"):
        return html.escape(alt or "[a picture from elsewhere]")
    return f'<img src="{html.escape(source)}" alt="{html.escape(alt)}">'


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(find_formulas)
    rules = {"fence": _code, "code_block": _code, "image": _image}
    rules |= dict.fromkeys(INLINE, _inline) | dict.fromkeys(BLOCKS, _block)
    for name, rule in rules.items():
        parser.add_render_rule(name, rule)
    return parser


_MARKDOWN = _markdown()
