"""The two ways through the course, clicked as people click them: a student's, and an instructor's."""

import re
import shutil
import sys

import nbformat
import pytest
from nbgrader.utils import notebook_hash
from playwright.sync_api import expect

from tests.bank import ROOT
from tests.browser.conftest import TOKEN
from tests.make_class import bank_answer, filled, make_course, release, solutions, text

pytestmark = pytest.mark.long
SHOTS = ROOT / "build" / "journeys"
STUDENTS_LAB = "10_sentiment"
# what the journey needs beside the exercises and the cells tagged `setup`; the rest of the story only takes time
KEPT = {"colab", "nearest-explore", "encode-run", "train-run"}
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'unrolled'\nc.Exchange.root = {exchange!r}\n"
SLOW = 120_000  # ms that a kernel may take to import what a lab needs, on a busy machine


@pytest.fixture
def shot(watched):
    """Keep a picture of the page, for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    return lambda name: watched.screenshot(path=SHOTS / f"{name}.png")


def shortened(notebook):
    """Return a lab without the code of its story."""
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type != "code"
        or cell.metadata.get("nbgrader")
        or "setup" in cell.metadata.get("tags", ())
        or cell.id in KEPT
    ]
    return notebook


def cell_with(page, words):
    return page.locator(".jp-Notebook .jp-Cell", has_text=words).first


def write(page, cell, source):
    """Put this into a cell and run it; the next one is selected then."""
    cell.locator(".cm-content").click()
    cell.locator(".cm-focused").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    expect(cell.locator(".cm-content")).to_contain_text(source.split("\n")[-1].strip())
    page.keyboard.press("Shift+Enter")


def menu(page, *path):
    for name in path[:-1]:
        page.locator(".lm-MenuBar-item, .lm-Menu-item").get_by_text(name, exact=True).first.click()
    page.locator(".lm-Menu-item").get_by_text(path[-1], exact=True).click()


def validate(page):
    """Click Validate; return the dialog once it is there."""
    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog", has_text="Validation Results")
    dialog.wait_for()
    return dialog


def complaints(server, levels=("[W", "[E", "[C")):
    """Return the warnings and errors in a server's log."""
    return [line for line in server.said if line.startswith(levels)]


def test_a_student(watched, shot, jupyter, tmp_path):
    """Open the working copy, run, answer wrong and right, explore, train, interrupt, validate, submit, read."""
    page, lab = watched, STUDENTS_LAB
    page.set_default_timeout(SLOW)
    expect.set_options(timeout=SLOW)
    home, exchange, config = tmp_path / "home", tmp_path / "exchange", tmp_path / "config"
    inbound, feedback = exchange / "unrolled" / "inbound", exchange / "unrolled" / "feedback"
    outbound = exchange / "unrolled" / "outbound" / lab
    for folder in (home, config, inbound, outbound, feedback):
        folder.mkdir(parents=True)
    exchange.chmod(0o777)
    (outbound / f"{lab}.ipynb").write_bytes(text(release(lab)))
    (config / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)))
    answers = {**solutions(lab), "meaning": "Neighbours share a kind, not an opinion."}
    first = answers.pop("tokens")
    notebook = shortened(filled(lab, answers))
    trains = next(cell for cell in notebook.cells if cell.id == "train-run")
    # a cell of the student's own in its place, which lasts until it is interrupted
    trains.id, trains.metadata = "longer", {}
    trains.source = trains.source.replace("full=20", "full=20_000").replace(
        '"frozen", "random start", "fine-tuned"', '"fine-tuned",'
    )
    (home / f"{lab}.ipynb").write_bytes(text(notebook))

    with jupyter(home, tmp_path, sys.executable, "-m", "course") as server:
        page.goto(f"{server.address}/lab/tree/{lab}/{lab}.ipynb?token={TOKEN}")
        page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
        page.locator(".lm-MenuBar").get_by_text("Nbgrader").click()
        expect(page.locator(".lm-Menu-item[data-type=command]:visible")).to_have_text(["Assignment List"])
        page.keyboard.press("Escape")
        assert page.get_by_text("Create Assignment").count() == 0
        assert page.locator(".Toastify__toast").count() == 0
        shot("student-1-opened")

        menu(page, "Run", "Run All Cells")
        checked = cell_with(page, "check.tokens(words)")
        expect(checked.locator(".jp-OutputArea")).to_contain_text("○ Exercise 10.1 is still open")
        checked.scroll_into_view_if_needed()
        shot("student-2-first-open-exercise")
        said = validate(page)
        expect(said).to_contain_text("○ Exercise 10.1 is still open")
        expect(said).to_contain_text("○ This cell needs exercise 10.1, which is still open")
        expect(said).not_to_contain_text("Traceback")
        shot("student-3-validated-open")
        said.get_by_role("button", name="Ok").click()

        answer = cell_with(page, "def words(sentence)")
        write(page, answer, first.replace(".lower()", ""))
        page.keyboard.press("Shift+Enter")
        expect(checked.locator(".jp-OutputArea")).to_contain_text("✗ 10.1")
        shot("student-4-red")
        write(page, answer, first)
        page.keyboard.press("Shift+Enter")
        expect(checked.locator(".jp-OutputArea")).to_contain_text("✓ 10.1")
        shot("student-5-green")

        training = cell_with(page, "def reader(start)")
        training.locator(".cm-content").click()
        menu(page, "Run", "Run All Above Selected Cell")
        explored = cell_with(page, "widgets.explore(show_neighbours")
        lines = explored.locator(".jp-OutputArea pre").last
        expect(lines).to_have_text(re.compile(r"^\s*(\S+\s+){7}\S+\s*$"))
        explored.get_by_role("slider").press("ArrowRight")
        expect(lines).to_have_text(re.compile(r"^\s*(\S+\s+){8}\S+\s*$"))
        shot("student-6-slider")

        training.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        curve = training.locator("progress[value]")
        expect(curve).to_be_visible()
        seen = curve.get_attribute("value")
        page.wait_for_function(
            "([e, v]) => e.querySelector('progress')?.getAttribute('value') != v",
            arg=[training.element_handle(), seen],
        )
        shot("student-7-live-curve")
        page.get_by_title("Interrupt the kernel").click()
        expect(training.locator(".jp-OutputArea")).to_contain_text("stopped by you; what was trained is kept")
        shot("student-8-interrupted")

        said = validate(page)
        shot("student-9-validated")
        expect(said).to_contain_text("Success! Your notebook passes all the tests.")
        said.get_by_role("button", name="Ok").click()

        menu(page, "Nbgrader", "Assignment List")
        page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
        submitted = page.locator("#submitted_assignments_list")
        expect(submitted).to_contain_text(lab)
        (handed_in,) = inbound.iterdir()
        arrived = nbformat.read(handed_in / f"{lab}.ipynb", as_version=4)
        assert next(c.source for c in arrived.cells if c.id == "tokens").strip() == first.strip()

        # the instructor's part, which the other journey has in full
        secret = (handed_in / "submission_secret.txt").read_text()
        name = notebook_hash(secret=secret, notebook_id=lab)
        (feedback / f"{name}.html").write_text("<h1>Feedback</h1><p>17 of 17 points")
        submitted.get_by_role("button", name="Fetch Feedback").click()
        submitted.get_by_text("(view feedback)").click()
        page.get_by_role("listitem").filter(has_text=f"{lab}.html").dblclick()
        expect(page.frame_locator(".jp-HTMLViewer iframe").locator("p")).to_have_text("17 of 17 points")
        shot("student-10-feedback")
        assert page.failed == [] and page.warned == []
        # Jupyter warns of its own pings and of a notebook that it sees for the first time, nbgrader of checkpoints
        errors = complaints(server, ("[E", "[C"))
        assert errors == [], "".join(errors)


INSTRUCTORS_LAB = "01_custom_rnn"
SECRET = "what nbgrader submit draws"
DONE = ".modal.in .modal-title"


def clicked(page, icon):
    """Click an icon of a table of the Formgrader, and close the box that says how it went."""
    page.locator(f"#main-table .{icon} a").click()
    expect(page.locator(DONE)).to_have_text("Success")
    page.locator(".modal.in .modal-footer button").click()
    expect(page.locator(".modal-backdrop")).to_have_count(0)


def test_an_instructor(watched, shot, jupyter, tmp_path):
    """Generate, release, collect, autograde, mark the written answer beside its scheme, release feedback."""
    page, lab = watched, INSTRUCTORS_LAB
    page.set_default_timeout(SLOW)
    expect.set_options(timeout=SLOW)
    course, exchange = make_course(tmp_path / "course", [lab]), tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.Exchange.root = {str(exchange)!r}\n")
    source = course / "source" / lab / f"{lab}.ipynb"
    source.write_bytes(text(shortened(nbformat.read(source, as_version=4))))
    shutil.rmtree(course / "release")

    with jupyter(course, tmp_path) as server:
        page.goto(f"{server.address}/formgrader/manage_assignments?token={TOKEN}")
        clicked(page, "assign")
        clicked(page, "release")
        shot("instructor-1-released")

        # what `nbgrader submit` leaves in the exchange
        student = course.owner()
        handed_in = exchange / "unrolled" / "inbound" / f"{student}+{lab}+2026-05-04 10:00:00 UTC+x"
        handed_in.mkdir()
        given = nbformat.read(exchange / "unrolled" / "outbound" / lab / f"{lab}.ipynb", as_version=4)
        right = {
            **solutions(lab),
            "why-tanh": "Without it all steps are one matrix.",
            "step": bank_answer(lab, "step", "wrong_no_tanh"),
        }
        for cell in given.cells:
            cell.source = right.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
        (handed_in / f"{lab}.ipynb").write_bytes(text(given))
        (handed_in / "timestamp.txt").write_text("2026-05-04 10:00:00 UTC")
        (handed_in / "submission_secret.txt").write_text(SECRET)

        clicked(page, "collect")
        page.locator("#main-table .num-submissions a").click()
        expect(page.locator("#main-table .status")).to_have_text("needs autograding")
        clicked(page, "autograde")
        expect(page.locator("#main-table .status")).to_have_text("needs manual grading")
        shot("instructor-2-autograded")

        page.get_by_role("link", name="Manual Grading").click()
        for link in (lab, lab, "Submission #1"):
            page.locator("#main-table").get_by_role("link", name=link).click()
        written = page.locator(".with-reference", has=page.locator("#why-tanh"))
        expect(written).to_contain_text("Without it all steps are one matrix.")
        expect(written).to_contain_text("Marking scheme")
        written.scroll_into_view_if_needed()
        score = written.locator("input.score")
        with page.expect_response(
            lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"
        ):
            score.fill("2")
            score.press("Tab")
        shot("instructor-3-marked")

        page.goto(f"{server.address}/formgrader/manage_submissions/{lab}")
        expect(page.locator("#main-table .status")).to_have_text("graded")
        clicked(page, "generate-feedback")
        clicked(page, "release-feedback")
        shot("instructor-4-feedback-released")
        assert page.failed == [] and page.warned == []
        assert complaints(server) == [], "".join(complaints(server))

    name = notebook_hash(secret=SECRET, notebook_id=lab)
    released = exchange / "unrolled" / "feedback" / f"{name}.html"
    page.goto(released.as_uri())
    expect(page.locator("main")).to_contain_text("is the tanh missing?")
    shot("instructor-5-feedback")
