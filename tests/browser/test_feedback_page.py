"""The page that a student reads, in a real browser: what stands on top, on what screens, and that it keeps to itself."""

from itertools import pairwise

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook

from autograder.lab import load_lab
from autograder.printing import print_pages
from course.plots.style import DARK
from tests.autograder.test_pages import PIXEL
from tests.bank import ROOT
from tests.browser.conftest import CHROMIUM
from tests.graded import judged, save, unread, write_pages
from tests.make_class import filled, make_course, solutions, text

pytestmark = pytest.mark.long
LAB = "01_custom_rnn"
SENTENCE = "The file is empty; hand in the .ipynb file."
ANSWER = r"""Since \( h_t = \tanh(W x_t) \) is in $[-1, 1]$:

\[
h_t
- h_{t-1}
\]

<details><summary>More</summary>

A [link](https://example.org/) and `code`.

</details>

# A heading

##### A much smaller one
"""
WIDE = "| " + " | ".join(["a_long_name_of_a_column"] * 9) + " |\n" + "|---" * 9 + "|\n"
OUTPUTS = (
    new_output("stream", text="x" * 400 + "\x1b[33mpale\x1b[0m\n"),
    new_output("stream", name="stderr", text="a warning\n"),
    new_output("error", ename="ValueError", evalue="no", traceback=[f"line {n}" for n in range(20)]),
    new_output("display_data", data={"image/png": PIXEL}),
    new_output("display_data", data={"image/png": PIXEL}, metadata={"image/png": {"alt": "The loss falls."}}),
)
# The ratio of each text to what it stands on, as the WCAG define it; every colour of the page is opaque.
CONTRAST = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = parts(colour).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const [a, b] = [getComputedStyle(element).color, behind(element)].map(light);
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), walker.currentNode.data.slice(0, 40)]);
  }
  return found;
}"""


def submission():
    """Return a notebook with what makes a page wide, dark or disordered."""
    notebook = filled(LAB, {**solutions(LAB), "why-tanh": ANSWER})
    notebook.cells += [
        new_markdown_cell(WIDE),
        new_markdown_cell("#### Deep at once\n\n$$" + " + ".join(["x_{long}"] * 60) + "$$"),
        new_code_cell(f"word = {'y' * 300!r}\n# a comment\n@decorator\ndef f(): return 1.5"),
    ]
    return text(notebook)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages of two students, by name: one's notebook, and one's that nobody can read."""
    course = make_course(tmp_path_factory.mktemp("page"), [LAB])
    lab = load_lab(ROOT, LAB)
    hints = {
        "step.values": "Is the tanh <missing>?",
        "recurrence.states": "Same.",
        "recurrence.flow": "Same.",
    }
    hints = {f"{LAB}.{name}": hint for name, hint in hints.items()}
    notes = ("A cell was <put back>.", "Shell lines do nothing.")
    ada = judged(submission(), lab, "ada", hints, notes, OUTPUTS)
    save(course, lab, [ada, unread(lab, "eve", SENTENCE)])
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.find_submission_notebook(LAB, LAB, "ada").late_submission_penalty = 1.5
        gradebook.find_comment("step", LAB, LAB, "ada").manual_comment = "Well *tried*."
        gradebook.db.commit()
    return write_pages(course, lab)


def test_the_summary_says_what_to_look_at(pages, watched):
    """Each exercise by its card's name, its points and mark, hints once, and a link to the answer."""
    watched.goto(pages["ada"].as_uri())
    lines = [" ".join(line.split()) for line in watched.locator(".exercises > li").all_inner_texts()]
    assert lines[:4] == [
        "✗ Exercise 1.1 · One step for a batch 1 of 3 points Is the tanh <missing>? (values) A comment on your answer",
        "✓ Exercise 1.2 · The start state 2 of 2 points",
        "✗ Exercise 1.3 · The layer 0 of 6 points Same. (states, flow)",
        "… Question · Why the tanh? 3 points, waits to be read by a person",
    ]
    top = watched.locator("section").first.inner_text()
    assert (
        "7.5 of 20 points" in top and "3 points are still open" in top and "1.5 points were taken off" in top
    )
    assert "A cell was <put back>.\nShell lines do nothing." in top
    watched.get_by_role("link", name="Exercise 1.1").click()
    assert "def rnn_step" in watched.locator(":target").inner_text()
    assert "Well tried." in watched.locator(":target .comment").inner_text()
    assert (
        watched.locator("main math").count() > 10 and r"\(" not in watched.locator("#why-tanh").inner_text()
    )
    assert "MARK SCHEME" not in watched.content() and "largest singular value" not in watched.content()


def test_an_unreadable_file_is_one_sentence(pages, watched):
    """What is wrong and what to do stands there once, and no exercise repeats it."""
    watched.goto(pages["eve"].as_uri())
    assert watched.locator("main").inner_text().count(SENTENCE) == 1
    assert "0 of 20 points" in watched.locator("main").inner_text()
    assert watched.locator(".exercises, .notebook").count() == 0


def test_the_page_asks_nobody_and_runs_nothing(pages, watched):
    """The page is one file; its policy refuses what it would not hold anyway."""
    watched.goto(pages["ada"].as_uri())
    assert watched.asked == [pages["ada"].as_uri()] + [
        url for url in watched.asked[1:] if url.startswith("data:")
    ]
    assert watched.locator("script, link, iframe, base").count() == 0
    with watched.expect_event("requestfailed") as refused:
        watched.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=https://attacker.example/x onerror=owned=1>')"
        )
    assert refused.value.failure == "csp"
    assert watched.evaluate("new Promise(done => setTimeout(() => done(typeof owned)))") == "undefined"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_read_on_a_phone(pages, watched, scheme):
    """Nothing is wider than the screen, pale, out of order or without a name."""
    watched.set_viewport_size({"width": 390, "height": 800})
    watched.emulate_media(color_scheme=scheme)
    watched.goto(pages["ada"].as_uri())
    watched.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert watched.evaluate("document.documentElement.scrollWidth") == 390
    measured = watched.evaluate(CONTRAST)
    assert len(measured) > 1000
    assert [(round(ratio, 2), said) for ratio, said in measured if ratio < 4.5] == []
    levels = watched.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(h => +h.tagName[1])"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert watched.evaluate("document.documentElement.lang") == "en" and watched.title().startswith(
        "Feedback: 01"
    )
    assert watched.locator("img").count() and watched.locator("img:not([alt]), img[alt='']").count() == 0
    assert watched.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
    # Pictures of the course turn dark with the page, those of a student never.
    filters = watched.evaluate(
        "[...document.querySelectorAll('.picture img')].map(one => getComputedStyle(one).filter)"
    )
    assert filters == ["none", "none" if scheme == "light" else DARK.replace("(.", "(0.")]
    still = watched.locator("img[alt^='Left: one cell that gets the input']")  # the lab's own attachment
    assert still.count() == 1 and still.evaluate("one => one.naturalWidth") > 400


def test_a_page_is_printed_as_it_opens(pages, chromium):
    """The PDF lies beside the page; one that is newer than its page is left as it is."""
    page = pages["eve"]
    assert list(print_pages([page], str(CHROMIUM))) == [(page, True)]
    pdf = page.with_suffix(".pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")
    printed = pdf.stat().st_mtime_ns
    assert (
        list(print_pages([page], "/no/such/browser")) == [(page, True)] and pdf.stat().st_mtime_ns == printed
    )
    pdf.unlink()
    assert list(print_pages([page], "/no/such/browser")) == [(page, False)] and not pdf.exists()
