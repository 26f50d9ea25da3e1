"""Formulas of the site as MathML, made when it is built: no script, no other host."""

from docutils.nodes import SkipNode
from sphinx.application import Sphinx

from autograder.formulas import formula


def _inline(translator, node) -> None:
    translator.body.append(formula(node.astext()))
    raise SkipNode


def _block(translator, node) -> None:
    translator.body.append(f'<div class="formula" tabindex="0">{formula(node.astext(), "block")}</div>')
    raise SkipNode


def setup(app: Sphinx) -> None:
    """Make the renderer known under the name that ``html_math_renderer`` takes."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
