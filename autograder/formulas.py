"""Formulas in a student's Markdown: found as Jupyter finds them, and written as MathML, which needs no script."""

from __future__ import annotations

import html
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

_FORMULA = 2000  # characters of a formula; above that its source is shown
INLINE, BLOCKS = ("math_inline",), ("math_inline_double", "math_block", "amsmath")  # markdown-it's tokens

_MATH = {
    "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded",
    "mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup",
    "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover", "none"
}  # fmt: skip
_MATH_ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display",
    "displaystyle", "fence", "form", "height", "largeop", "linethickness", "lspace", "mathvariant",
    "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel",
    "separator", "stretchy", "symmetric", "voffset", "width", "xmlns"
}  # fmt: skip


def formula(tex: str, display: str = "inline") -> str:
    """Return a formula as MathML, or its source when it cannot be converted.

    Parameters
    ----------
    tex : str
        As it stands between the dollar signs.
    display : str
        ``inline`` or ``block``.

    Returns
    -------
    str
        A ``math`` element, or a ``code`` one.
    """
    try:
        if len(tex) > _FORMULA:
            raise ValueError
        tree = convert_to_element(tex, display=display)
        for element in tree.iter():
            if element.tag not in _MATH:
                raise ValueError
            element.text = html.unescape(element.text or "")
            for name in set(element.attrib) - _MATH_ATTRIBUTES:
                del element.attrib[name]
        return ElementTree.tostring(tree, encoding="unicode")
    except Exception:  # the converter has many errors of its own, and a RecursionError
        return f"<code>{html.escape(tex)}</code>"


def find_formulas(parser: MarkdownIt) -> None:
    r"""Make Markdown see formulas in ``$``, ``$$``, ``\begin{...}``, ``\(`` and ``\[``, with one backslash or two."""
    parser.use(dollarmath_plugin, allow_labels=False, double_inline=True).use(amsmath_plugin)
    parser.inline.ruler.before("escape", "math_bracket", _bracket)
    parser.block.ruler.before(
        "fence", "math_bracket_block", _bracket_block, {"alt": ["paragraph", "blockquote", "list"]}
    )


def _closer(text: str, at: int) -> str:
    """Return what ends the formula that begins here, or nothing where none begins."""
    for slashes in ("\\\\", "\\"):
        for opens, closes in ("()", "[]"):
            if text.startswith(slashes + opens, at):
                return slashes + closes
    return ""


def _bracket(state: StateInline, silent: bool) -> bool:
    closer = _closer(state.src, state.pos)
    end = state.src.find(closer, state.pos + len(closer), state.posMax) if closer else -1
    tex = state.src[state.pos + len(closer) : end].strip()
    if end < 0 or not tex:
        return False
    if not silent:
        state.push("math_inline" if closer.endswith(")") else "math_inline_double", "math", 0).content = tex
    state.pos = end + len(closer)
    return True


def _bracket_block(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    r"""Take the lines from one that begins with ``\[`` to one that ends with its ``\]``: no line of it is a list."""
    if state.is_code_block(start):
        return False
    begin = state.bMarks[start] + state.tShift[start]
    closer = _closer(state.src, begin)
    if not closer.endswith("]"):
        return False
    for line in range(start, last):
        text = state.src[state.bMarks[line] : state.eMarks[line]].strip()
        again = line > start and _closer(text, 0) == closer  # never two in one, so no line is looked at often
        if not text or again or state.sCount[line] < state.blkIndent:
            return False
        if text.endswith(closer):
            break
    else:
        return False
    if silent:
        return True
    token = state.push("math_block", "math", 0)
    tex = state.getLines(start, line + 1, state.blkIndent, False).strip()
    token.content, token.map, token.block = tex[len(closer) : -len(closer)].strip(), [start, line + 1], True
    state.line = line + 1
    return True
