"""The page about a class, and its table: every number is that of the saved rows, and a student's text is only text."""

import base64
import csv
import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from autograder.cli import app
from autograder.gradebook import read_verdicts
from tests.made_rows import HINT, MARKUP, REASONS
from tests.make_class import make_course

LAB = "01_custom_rnn"
STUDENTS = {"ada", "ben", MARKUP, "=1+1", "-5", "eve"}


@pytest.fixture(scope="module")
def written(made_class, tmp_path_factory):
    """What the command prints, its page, and its table."""
    out = tmp_path_factory.mktemp("page") / "week.html"
    done = CliRunner().invoke(app, ["report", "--course-dir", str(made_class), "--out", str(out)])
    assert done.exit_code == 0, done.output
    said, page = " ".join(done.stdout.split()), out.read_text(encoding="utf-8")
    with open(out.with_suffix(".csv"), newline="", encoding="utf-8") as file:
        return said, page, list(csv.DictReader(file))


def texts(element):
    """Return the texts of an element's cells, white space squeezed."""
    return [" ".join(cell.get_text(" ").split()) for cell in element.find_all(["th", "td", "dd"])]


def below(page, title):
    """Return what stands under a heading, up to the next."""
    heading = next(h for h in page.find_all(["h2", "h3"]) if title in h.text)
    found = []
    for element in heading.find_next_siblings():
        if element.name in ("h2", "h3"):
            break
        found.append(element)
    return BeautifulSoup("".join(map(str, found)), "html.parser")


def test_every_number_of_the_page_is_that_of_the_rows(written):
    """Tiles, bars, exercises, checks with hints, times, reasons, who waits, who is alike."""
    said, page, _ = written
    page = BeautifulSoup(page, "html.parser")
    assert (
        "01_custom_rnn: 6 graded, median 14.5 of 20, 1 unreadable, 1 stopped, 1 repaired, 5 wait for a person, 1 not graded yet."
        in said
    )
    assert "week.html" in said and "week.csv" in said
    tiles = dict(zip((dt.text for dt in page.find_all("dt")), texts(page.find("dl")), strict=True))
    assert tiles == {
        "graded": "6", "median": "14.5 of 20", "wait for a person": "5", "unreadable": "1", "stopped": "1", "repaired": "1",
        "not graded yet": "1", "median time": "9.0 s",
    }  # fmt: skip
    bars = {texts(row)[0]: texts(row)[-1] for row in below(page, "Scores").select("tbody tr")}
    assert {name: count for name, count in bars.items() if count != "0"} == {
        "0–10 %": "1", "70–80 %": "3", "80–90 %": "1", "90–100 %": "1",
    }  # fmt: skip
    cells = {texts(row)[0]: texts(row)[2:] for row in below(page, "exercise").select("tbody tr")}
    assert list(cells)[:3] == ["step", "init_state", "recurrence"]
    assert cells["step"] == ["1.75 of 3", "2", "2"] and cells["why-tanh"] == ["0.83 of 3", "0", "3"]
    first, second = [row for row in below(page, "Hardest").select("tbody tr")]
    assert texts(first)[0] == f"step.values {HINT} (2) Another hint. (1)" and texts(first)[2] == "2 of 5"
    assert texts(second)[0] == f"step.gradients {HINT} (2)" and texts(second)[2] == "3 of 5"
    times = {texts(row)[0]: texts(row)[-1] for row in below(page, "Time").select("tbody tr")}
    assert times == {
        "0–5 s": "2",
        "5–10 s": "3",
        "10–20 s": "0",
        "20–30 s": "0",
        "30–60 s": "0",
        "60–120 s": "1",
    }
    reasons = dict(texts(row) for row in below(page, "Not as usual").select("tbody tr"))
    assert reasons == {
        "eve": REASONS["unreadable"],
        MARKUP: REASONS["stopped"].replace("`", "").replace("step:", "step :"),
        "=1+1": f"The notebook was handed in as {MARKUP} .",
    }
    waits = below(page, "Waits").get_text(" ")
    assert re.search(
        r"step-graded.*2.*<img.*eve.*why-tanh.*3.*-5.*=1\+1.*ben.*not graded: 1.*late", waits, re.DOTALL
    )
    (alike,) = below(page, "alike").select("tbody tr")
    assert texts(alike)[0] == "=1+1 , ben" and texts(alike)[-1] == "100 %" and len(alike.find_all("pre")) == 2


def test_the_table_has_everyone_once(made_class, written):
    """In the page and in the CSV, where no name is a formula and a negative number stays one."""
    _, page, rows = written
    page = BeautifulSoup(page, "html.parser")
    shown = {texts(row)[0]: texts(row)[1:] for row in page.select(".students tbody tr")}
    assert shown.keys() == STUDENTS
    assert shown["ada"] == [f"Lovelace {MARKUP}, Ada", "graded", "19.5", "0", "3.2"]
    assert shown[MARKUP][1:] == ["stopped", "14", "1", "70.0"]
    assert {row["student"] for row in rows} == STUDENTS - {"=1+1"} | {"'=1+1"}
    for row in rows:
        saved, *_ = read_verdicts(made_class / "autograded" / row["student"].lstrip("'") / LAB)
        assert (float(row["by_checks"]), float(row["max_by_checks"])) == (saved["score"], saved["max_score"])
        assert (row["status"], row["message"], row["lab"]) == (saved["status"], saved["message"], LAB)
    assert {row["student"]: row["waits_for"] for row in rows if row["waits_for"]} == {
        "ben": "why-tanh", "'=1+1": "why-tanh", "-5": "why-tanh", "eve": "step-graded", MARKUP: "step-graded",
    }  # fmt: skip


def test_nothing_of_a_student_acts_and_nothing_is_fetched(written):
    """Names, hints, messages and answers hold markup; the page has its own elements alone."""
    source = written[1]
    page = BeautifulSoup(source, "html.parser")
    assert source.count("&lt;img src=x") > 5
    assert not page.find_all(["img", "iframe", "object", "embed", "form", "base", "link"])
    assert page.find_all(src=True) == [] and {a["href"][0] for a in page.find_all(href=True)} == {"#"}
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], tag
    policy = page.find("meta", attrs={"http-equiv": True})["content"]
    for name in ("style", "script"):
        (element,) = page.find_all(name)
        digest = base64.b64encode(hashlib.sha256(element.string.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


@pytest.mark.parametrize(
    ("words", "said"), [([], "Nothing is graded of 01_custom_rnn"), (["99"], "There is no lab '99'")]
)
def test_without_rows_there_is_a_sentence(tmp_path, words, said):
    """No page, no gradebook, exit code 1."""
    folder = make_course(tmp_path / "course", [LAB])
    page = tmp_path / "report.html"
    done = CliRunner().invoke(app, ["report", *words, "--course-dir", str(folder), "--out", str(page)])
    assert done.exit_code == 1 and said in done.stderr and "Traceback" not in done.stderr
    assert not page.exists() and not (folder / "gradebook.db").exists()
