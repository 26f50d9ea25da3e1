"""Sphinx's settings for the site; `docs.build` copies this file beside the pages that it gathers."""

from autograder.release import address
from docs import accessible, mathml
from docs.build import ROOT

project = "Unrolled"
author = "the authors of Unrolled"
html_title = "Unrolled"
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_design"]

myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 4
nb_execution_mode = "off"  # `docs.run_labs` has run what can run
nb_merge_streams = True
nb_number_source_lines = False

highlight_language = "text"
default_role = "code"  # a docstring's single backticks are names
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the sections of a docstring say more
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["../extra"]
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
linkcheck_anchors = False  # GitHub makes its anchors with a script
html_math_renderer = "mathml"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_theme_options = {
    "footer_icons": [
        {
            "name": "GitHub",
            "url": f"https://github.com/{address(ROOT)[0]}",
            "html": "Source on GitHub",
            "class": "",
        }
    ]
}


def setup(app):
    """Show formulas without a script, and mend what the theme leaves open."""
    mathml.setup(app)
    accessible.setup(app)
