"""Every attack by markup, opened in a real browser: nothing executes, nothing is asked of another host."""

from urllib.parse import quote, urlsplit

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell
from nbgrader.api import Gradebook

from tests.browser.attacks import CODE, MARKUP, OUTPUTS, SPLIT
from tests.browser.conftest import TOKEN
from tests.make_class import filled, make_course, solutions, submit, text

pytestmark = pytest.mark.long
LAB = "02_rnn_shapes"
MARKUP_NAME = "<img src=x onerror=owned=1>"
ACTS = "script, iframe, object, embed, form, base, meta, link, style, svg, video, audio"


def hostile():
    """Return a submission with every attack in text, code, outputs, ids, tags and metadata."""
    notebook = filled(LAB, solutions(LAB))
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "two-outputs":
            cell.source = "\n\n".join(MARKUP)
        cell.metadata.update(tags=[MARKUP_NAME], name='"><script>owned=1</script>')
    for source in [*MARKUP, *(part for parts in SPLIT for part in parts)]:
        notebook.cells += [
            new_markdown_cell(source),
            new_raw_cell(source, metadata={"raw_mimetype": "text/html"}),
        ]
    notebook.cells += [
        new_code_cell(source, metadata={"tags": ['"><script>owned=1</script>']}) for source in CODE
    ]
    notebook.cells[-1].id = "x-onload-owned"
    notebook.metadata.title = notebook.metadata.language_info.name = "</title><script>owned=1</script>"
    return text(notebook)


@pytest.fixture(scope="module")
def course(tmp_path_factory, command):
    """Two students graded, and their feedback; of one, the graded notebook is as if nothing had cleaned it."""
    folder = make_course(tmp_path_factory.mktemp("markup"), [LAB])
    submit(folder, "cleaned", LAB, hostile())
    submit(folder, "raw", LAB, text(filled(LAB, {})))
    submit(folder, MARKUP_NAME, LAB, text(filled(LAB, {})))
    command(folder, "autograder", "grade", LAB)
    path = folder / "autograded" / "raw" / LAB / f"{LAB}.ipynb"
    path.chmod(0o644)
    notebook = nbformat.read(path, as_version=4)
    odd = {"isolated": True, "filenames": {"image/png": '"><script>owned=1</script>'}}
    for data in OUTPUTS:
        metadata = {
            mime: {"width": "1 onload=owned=1", "isolated": True, "alt": '" onload="owned=1'} for mime in data
        }
        output = new_output("display_data", data=data, metadata={**odd, **metadata})
        notebook.cells.append(new_code_cell("1", outputs=[output], metadata={"tags": ["x onload=owned=1"]}))
    traceback = new_output("error", ename=MARKUP_NAME, evalue=MARKUP_NAME, traceback=[f"</pre>{MARKUP_NAME}"])
    notebook.cells.append(new_code_cell("1", outputs=[traceback]))
    nbformat.write(notebook, path)
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        comment = gradebook.find_comment("two-outputs", LAB, LAB, "cleaned")
        comment.manual_comment = "\n\n".join(MARKUP)
        gradebook.db.commit()
    command(folder, "nbgrader", "generate_feedback", LAB)
    return folder


def assert_harmless(page, host="", within="#notebook-container"):
    """Nothing ran, nothing was asked of another host, nothing of the student's waits for a click."""
    page.mouse.move(300, 300)
    for element in page.locator(f"{within} :is(a, b, i, p, summary, details)").all()[:40]:
        element.dispatch_event("mouseover")
        element.dispatch_event("focus")
    assert page.evaluate("typeof owned") == "undefined"
    assert page.dialogs == []
    for url in page.asked:
        parts = urlsplit(url)
        assert parts.scheme in {"data", "file"} or parts.netloc == host, url
    assert page.locator(f"{within} :is({ACTS})").count() == 0
    attributes = page.evaluate(
        "within => [...document.querySelectorAll(within + ' *')].flatMap(e => [...e.attributes].map(a => [a.name, a.value]))",
        within,
    )
    for name, value in attributes:
        assert not name.startswith("on"), (name, value)
        assert name not in {"href", "src", "action", "xlink:href"} or not value.lower().lstrip().startswith(
            ("javascript:", "vbscript:", "data:text", "data:image/svg")
        ), (name, value)


def assert_names_its_language(page):
    """By axe; a screen reader that does not know it reads English as if it were another one."""
    found = Axe().run(page, options={"runOnly": ["html-has-lang", "html-lang-valid"]})
    assert found.response["passes"] and found.violations_count == 0, found.generate_report()


def test_the_watch_sees_what_runs_and_what_is_asked_for(watched):
    """A page that does run a script, open a dialog and ask another host is noticed."""
    watched.set_content("<script>owned=1; alert(2)</script><img src=https://attacker.example/x>")
    assert watched.evaluate("owned") == 1 and watched.dialogs == ["2"]
    assert "https://attacker.example/x" in watched.asked
    with pytest.raises(AssertionError):
        assert_harmless(watched)


def test_feedback_and_hand_grading_of_every_attack(course, watched, jupyter, tmp_path):
    """What students and instructors open shows every attack and runs none."""
    for student in ("cleaned", "raw"):
        watched.goto((course / "feedback" / student / LAB / f"{LAB}.html").as_uri())
        assert "Written question · Two outputs" in watched.locator("h2 ~ .exercises").inner_text()
        assert_harmless(watched, within="main")
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        ids = {s.student.id: s.id for s in gradebook.notebook_submissions(LAB, LAB)}
    assert {"cleaned", "raw"} <= ids.keys()
    with jupyter(course, tmp_path) as server:
        address = server.address
        host = urlsplit(address).netloc
        watched.goto(f"{address}/formgrader/gradebook?token={TOKEN}")
        for submission in ids.values():
            watched.goto(f"{address}/formgrader/submissions/{submission}/")
            watched.locator("input.score").first.wait_for()
            assert_harmless(watched, host)
            beside = watched.locator(".with-reference", has=watched.locator("#two-outputs"))
            assert "Marking scheme" in beside.inner_text() and beside.locator("math, code").count()
            assert watched.locator("#notebook-container details summary").count()
            assert watched.failed == []
            assert_names_its_language(watched)
        for path in ("manage_assignments", f"manage_submissions/{LAB}", "gradebook", f"gradebook/{LAB}", f"gradebook/{LAB}/{LAB}",
                     "manage_students", f"manage_students/{quote(MARKUP_NAME)}"):  # fmt: skip
            watched.goto(f"{address}/formgrader/{path}", wait_until="networkidle")
            assert_harmless(watched, host, "#main-table")
            assert_names_its_language(watched)
