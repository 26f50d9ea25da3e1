"""What a browser gets of a student's text: nothing that acts, nothing that is slow, nothing that is missing."""

import time
from pathlib import Path

import jinja2
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder import shorten
from autograder.course_dir import load_config
from autograder.pages import formula, inert, safe_code, safe_html, safe_markdown
from autograder.verdicts import write_notes
from tests.browser.attacks import MARKUP

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PIXELS = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp"))
OURS = {"math": {"xmlns", "display"}, "a": {"href", "title", "rel"}, "img": {"src", "alt", "title"}}


def rendered(source, **cell):
    """Return what `safe_markdown` makes of a cell."""
    context = jinja2.Environment().from_string("").new_context({"cell": cell})
    return safe_markdown(context, source)


def page_of(*cells):
    """Return the page that the Formgrader shows of these cells."""
    config = load_config(Path("no such course"))
    config.HTMLExporter.template_name = "formgrade"
    resources = {"index": 0, "total": 1}
    return HTMLExporter(config=config).from_notebook_node(new_notebook(cells=list(cells)), resources)[0]


@pytest.mark.parametrize("source", MARKUP)
def test_markup_keeps_nothing_that_acts(source):
    """Tags, attributes and addresses of a student are those of a short list, in text and in HTML."""
    for html in (rendered(source), safe_html(source)):
        for tag in BeautifulSoup(html, "html.parser").find_all(True):
            assert tag.name not in {"script", "style", "iframe", "object", "embed", "form", "input", "svg", "base", "meta", "link", "video", "audio"}  # fmt: skip
            assert not [
                name for name in tag.attrs if name.startswith("on") or name in {"style", "id", "srcset"}
            ], tag
            assert tag.get("href", "#").lower().startswith(("http://", "https://", "mailto:", "#")), tag
            assert tag.get("src", "data:image/png;base64,").startswith(PIXELS), tag  # fmt: skip
            assert tag.name not in OURS or set(tag.attrs) <= OURS[tag.name], tag


def test_text_of_an_honest_student_is_rendered():
    """Formulas, code, tables, lists, pictures and links are shown as in JupyterLab."""
    page = BeautifulSoup(
        rendered(
            "The state $h_t$ is *new*: `h`.\n\n$$h_t = \\tanh(W x_t)$$\n\n```python\nfor x in y: pass\n```\n\n"
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n[a link](https://pytorch.org) ![seen](attachment:p.png)",
            attachments={"p.png": {"image/png": PIXEL}},
        ),
        "html.parser",
    )
    assert [m["display"] for m in page.find_all("math")] == ["inline", "block"]
    assert page.find("math").find("msub").text == "ht"
    assert page.find("span", class_="k").text == "for"
    assert len(page.find_all("td")) == 2 and page.find("li") and page.find("em") and page.find("code")
    assert page.find("a")["href"] == "https://pytorch.org"
    assert page.find("img")["src"] == f"data:image/png;base64,{PIXEL}" and page.find("img")["alt"] == "seen"


BRACKETS = {
    r"a \( x_t \) b": ("inline", "a xt b"),
    r"a \\( x_t \\) b": ("inline", "a xt b"),
    r"see \[ x_t \]": ("block", "see xt"),
    "\\[\nx\n- y\n\\]": ("block", "x−y"),
    "> \\\\[ x\n> = y \\\\]": ("block", "x=y"),
}


@pytest.mark.parametrize("source", BRACKETS)
def test_formulas_in_brackets_are_rendered(source):
    """As in JupyterLab with two backslashes, as in LaTeX with one; a line of a formula is no list."""
    display, said = BRACKETS[source]
    page = BeautifulSoup(rendered(source), "html.parser")
    assert [m["display"] for m in page.find_all("math")] == [display]
    assert page.get_text().strip() == said and not page.find("li")


@pytest.mark.parametrize("source", [r"\(", r"\[ x", r"\(\)", r"`\(x\)`", "    \\[ x \\]", "\\[ a\n\nb \\]"])
def test_what_is_no_formula_stays_text(source):
    """Brackets that are not closed, empty, of code, or on both sides of an empty line."""
    assert "<math" not in rendered(source)


@pytest.mark.parametrize(
    "attachments",
    [{}, {"p": {"image/tiff": "R0lGOD"}}, {"p": {"image/svg+xml": "<svg/>"}}, {"p": {}}, {"p": None}],
)
def test_a_picture_that_cannot_be_shown_is_a_sentence(attachments):
    """A missing attachment, or one of another kind, costs the picture and nothing else."""
    html = rendered("Before ![mine](attachment:p) after", attachments=attachments)
    assert "Before [The picture p cannot be shown.] after" in html


@pytest.mark.parametrize(
    "tex", [r"\href{javascript:owned=1}{x}", r"\text{<img src=x onerror=owned=1>}", r"\class{a}{x}", r"\style{color:red}{x}",
            r"\frac", "{" * 3000, r"\newcommand{\a}{\a\a}\a", r"\unicode{x3c}script\unicode{x3e}"]
)  # fmt: skip
def test_a_hostile_formula_is_shown(tex):
    """A formula becomes MathML without addresses, classes and styles, or its own source."""
    tags = BeautifulSoup(formula(tex), "html.parser").find_all(True)
    assert tags and {tag.name for tag in tags} <= {"math", "mrow", "mi", "mo", "mtext", "code"}
    assert not [tag for tag in tags if set(tag.attrs) & {"href", "class", "style", "id", "src"}]


SLOW = {
    "lines of one space": new_code_cell(" \n" * 150_000),
    "spaces inside a line": new_markdown_cell("a" + " " * 200_000 + "b"),
    "openers of formulas": new_markdown_cell("\\\\(" * 3300),
    "openers on lines": new_markdown_cell("\\[\n" * 3300),
    "dollars": new_markdown_cell("$a " * 8000),
    "brackets": new_markdown_cell("![" * 4900),
    "dots": new_code_cell(".a" * 4900),
    "no output, often": new_code_cell("1", outputs=[new_output("stream", text="")] * 3000),
    "colours": new_code_cell("1", outputs=[new_output("stream", text="\x1b[31ma" * 100_000)]),
}


@pytest.mark.parametrize("cell", SLOW.values(), ids=SLOW)
def test_no_cell_keeps_the_formgrader_busy(cell):
    """Pages are rendered in the server's process, where nothing could end them."""
    page_of(new_code_cell("1"))  # what is imported and compiled once is not the cell's
    began = time.process_time()
    page_of(cell)
    assert time.process_time() - began < 3


@pytest.mark.long
def test_a_page_is_bounded():
    """90 pictures of 3.8 MB and any amount of text give a page of a few megabytes."""
    pictures = [new_output("display_data", data={"image/png": PIXEL + "A" * 3_800_000})] * 90
    text = [
        new(s)
        for _ in range(300)
        for new, s in ((new_markdown_cell, "word " * 9000), (new_code_cell, "x\n" * 9000))
    ]
    page = page_of(*[new_code_cell("1", outputs=[picture]) for picture in pictures], *text)
    assert len(page) < 16_000_000
    assert page.count("A" * 1000) and "pictures are too large for one page" in page
    assert "more cells are not shown" in page and "characters are not shown" in page


def test_nothing_pushes_an_answer_off_the_page():
    """The lab's own cells are shown whatever stands before them."""
    answer = new_markdown_cell(
        "My answer.", metadata={"nbgrader": {"grade_id": "a", "solution": True, "grade": True, "points": 1}}
    )
    page = page_of(*[new_code_cell("x" * 20_000) for _ in range(600)], answer)
    assert "My answer." in page


def test_what_an_honest_student_writes_is_not_shortened():
    """Cells of ordinary length stay as they are; long ones keep their beginning and their end."""
    text = "\n".join(f"line {n}" for n in range(900))
    assert shorten.shorten(text, 20_000) == text
    short = shorten.shorten("\n".join(f"line {n}" for n in range(3000)), 20_000)
    assert short.startswith("line 0\n") and short.endswith("\nline 2999")
    assert "[2,000 lines are not shown; the notebook file has all of it.]" in short


def test_outputs_keep_pictures_and_text_only():
    """Whatever a notebook holds, a page shows PNG, JPEG and text; other kinds, and odd metadata, are left out."""
    attack = "1 onload=owned=1"
    page = page_of(
        new_code_cell(
            "1",
            metadata={"tags": ['"><script>owned=1</script>'], "transient": "odd"},
            outputs=[
                new_output("display_data", data={"text/html": "<script>owned=1</script>"}),
                new_output("display_data", data={"application/javascript": "owned=1", "text/plain": "seen"}),
                new_output("display_data", data={"image/svg+xml": "<svg onload=owned=1>"}),
                new_output("display_data", data={"image/png": PIXEL}, metadata={"image/png": {"width": attack, "alt": "a picture"}}),
            ],
        )
    )  # fmt: skip
    assert "owned" not in page and "seen" in page and 'alt="a picture"' in page


def test_code_without_colours_is_the_same_code():
    """A long cell loses its colours, not its characters."""
    code = "if a < b:\n    c = '&'"
    plain, coloured = (
        BeautifulSoup(safe_code(code, metadata={"plain": p}), "html.parser") for p in (True, False)
    )
    assert plain.text.strip() == coloured.text.strip() == code
    assert coloured.find("span", class_="k") and not plain.find("span")


def test_names_in_the_formgraders_pages_are_inert():
    """A name ends neither the text nor the string that it stands in; ordinary names stay as they are."""
    assert inert("O'Brien & Søn") == "O'Brien & Søn" and inert(3) == 3
    assert not set('<>"\\') & set(inert('"><script>owned=1</script>\\'))


@pytest.mark.parametrize(
    "said",
    [
        "**17 of 17** [ok](https://example.org/x)",
        "![a](https://example.org/x.png) https://example.org",
        "```[x](https://example.org)` \\`[a](b)`",
        "`` [x](https://example.org) `",
        "<b>17</b> <https://example.org>",
        "[a]: https://example.org\n\n# 17 of 17\n\n[a]",
    ],
)
def test_a_note_quotes_a_student_as_text(said):
    """What an error or a file name says stands in the grader's own note: nothing in it is bold, a link or a picture."""
    notebook = new_notebook()
    write_notes(notebook, (f"Set-up `setup` failed (ValueError: {said}); the lab's own ran after it.",))
    page = BeautifulSoup(safe_markdown({}, notebook.cells[0].source), "html.parser")
    assert [strong.text for strong in page.find_all("strong")] == ["A note from the grader."]
    assert not page.find_all(["a", "img", "h1", "b", "em"]) and page.find("code").text == "setup"
