"""The lab notebooks: their form, that they run, and what students get of them."""

import ast
import json
import re
import shutil
import statistics
import subprocess
import symtable
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder import drawings
from autograder.lab import exercise_of, load_graded_lab
from autograder.release import address, addressed_files, generate, lab_names, table, with_address
from tests.bank import ROOT, labs, namespace
from tests.make_class import filled, release, solutions

START = "00_start"
ALL = lab_names(ROOT)  # with the start lab, in which nothing is graded


def source(lab):
    return nbformat.read(ROOT / "source" / lab / f"{lab}.ipynb", as_version=4)


def code(cell):
    """Return a code cell without Jupyter's own commands."""
    return re.sub(r"^(\s*)[%!].*", r"\1pass", cell.source, flags=re.MULTILINE)


def run(notebook, monkeypatch, tmp_path):
    """Execute a notebook in a fresh kernel, as nbgrader's Validate button does."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()


@pytest.mark.parametrize("lab", ALL)
def test_source_is_clean_and_its_ids_are_stable(lab):
    """No outputs, no execution counts, readable ids, nbformat 4.5, no metadata of anybody's editor."""
    raw = json.loads((ROOT / "source" / lab / f"{lab}.ipynb").read_text(encoding="utf-8"))
    assert (raw["nbformat"], raw["nbformat_minor"]) == (4, 5)
    assert set(raw["metadata"]) == {"kernelspec", "language_info"}
    ids = [c["id"] for c in raw["cells"]]
    assert len(ids) == len(set(ids))
    for cell in raw["cells"]:
        assert re.fullmatch(r"[a-z][A-Za-z0-9_-]{2,63}", cell["id"]) and not re.fullmatch(
            r"[0-9a-f]{8}", cell["id"]
        )
        assert set(cell["metadata"]) <= {"nbgrader", "tags"}, cell["id"]
        assert not cell.get("outputs") and cell.get("execution_count") is None
        if "nbgrader" in cell["metadata"]:
            assert cell["metadata"]["nbgrader"]["grade_id"] == cell["id"]


@pytest.mark.parametrize("lab", ALL)
def test_cells_are_short_and_figures_have_one_form(lab):
    """The median code cell has fewer than ten lines; a picture is a cell's last value, and says itself what it shows."""
    cells = [c for c in source(lab).cells if c.cell_type == "code"]
    assert statistics.median(len(c.source.splitlines()) for c in cells) < 10
    for cell in cells:
        for node in ast.walk(ast.parse(code(cell))):
            assert not isinstance(node, ast.Attribute) or ast.unparse(node) != "plots.show", cell.id


@pytest.mark.parametrize("lab", labs())
def test_there_is_an_early_picture_before_anything_was_run(lab):
    """On GitHub a release is all there is: a still picture with a description stands among its first cells."""
    early = [cell for cell in release(lab).cells[:11] if cell.get("attachments")]
    assert early
    for cell in early:
        assert re.match(r"!\[.{40,}?\]\(attachment:", cell.source), cell.id


@pytest.mark.parametrize("lab", labs())
def test_still_pictures_show_what_would_be_drawn_now(lab, tmp_path):
    """`python -m autograder.drawings` has been run: text and picture are those of `course.plots`; each file is small."""
    path = tmp_path / "source" / lab / f"{lab}.ipynb"
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / "source" / lab / path.name, path)
    assert drawings.draw(tmp_path, lab) == [], "run `make release`"
    for cell in source(lab).cells:
        for bundle in cell.get("attachments", {}).values():
            assert len(bundle["image/png"]) < 30_000 * 4 / 3, cell.id


def test_a_still_picture_that_is_out_of_date_is_drawn_again(tmp_path):
    """Another text below it, or another picture in it; what differs by less than Matplotlib's versions do stays."""
    lab, name = "02_rnn_shapes", "picture-two"
    path = tmp_path / "source" / lab / f"{lab}.ipynb"
    path.parent.mkdir(parents=True)
    notebook = source(lab)
    cell = next(c for c in notebook.cells if c.id == name)
    good = cell.attachments[f"{name}.png"]["image/png"]
    other = next(c for c in notebook.cells if c.id == "picture-inputs").attachments["picture-inputs.png"]
    for spoil in ({"source": cell.source + "."}, {"attachments": {f"{name}.png": other}}):
        cell.update(spoil)
        nbformat.write(notebook, path)
        assert drawings.draw(tmp_path, lab) == [name] and drawings.draw(tmp_path, lab) == []
        cell.update({c.id: c for c in nbformat.read(path, as_version=4).cells}[name])
        assert cell.attachments[f"{name}.png"]["image/png"] == good


def is_visible_check(cell):
    """Tell whether students run this locked cell to see what they have reached."""
    given = cell.metadata.get("nbgrader", {})
    return (
        cell.cell_type == "code"
        and bool(given.get("locked"))
        and not given.get("grade")
        and "-check" in cell.id
    )


@pytest.mark.parametrize("lab", ALL)
def test_a_visible_check_leaves_the_students_names_alone(lab):
    """What it binds begins with `_`: no cell that runs later, or again, finds something else under its names."""
    for cell in filter(is_visible_check, source(lab).cells):
        names = symtable.symtable(code(cell), cell.id, "exec").get_symbols()
        public = {n.get_name() for n in names if n.is_assigned() and not n.is_imported()}
        assert all(name.startswith("_") for name in public), f"{cell.id}: {sorted(public)}"


@pytest.mark.long
@pytest.mark.parametrize("lab", ALL)
def test_source_runs_clean_and_again(lab, monkeypatch, tmp_path):
    """Top to bottom in a fresh kernel, judging included, and nothing on stderr.

    Students press Shift-Enter again, and go back: each cell runs twice, but for those that train or judge, and each
    visible check once more at the end.
    """
    notebook = source(lab)
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    once = [c for c in cells if "judge(" in c.source or "training" in c.metadata.get("tags", [])]
    order = [c for cell in cells for c in [cell] * (1 if cell in once else 2)]
    order += filter(is_visible_check, cells)
    notebook.cells = [
        nbformat.v4.new_code_cell(cell.source, id=f"run-{place}") for place, cell in enumerate(order)
    ]
    run(notebook, monkeypatch, tmp_path)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output.text
            if "image/png" in output.get("data", {}):
                assert 'alt="' in output.data["text/html"] and len(output.data["text/plain"]) > 30


@pytest.mark.parametrize("hiding", ["course/notes.txt", "course.py", "course/__init__.py"])
def test_what_hides_the_course_is_named(tmp_path, hiding):
    """A folder or file of that name beside the notebook: the first cell says which, and what to do."""
    (tmp_path / hiding).parent.mkdir(exist_ok=True)
    (tmp_path / hiding).write_text("")
    cells = [cell.source for lab in ALL for cell in source(lab).cells if cell.id == "colab"]
    assert len(cells) == len(ALL) and len(set(cells)) == 1
    program = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n" + re.sub(r"%pip.*", "pass", cells[0])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert f"{tmp_path / hiding.split('/')[0]}" in done.stderr and "rename it" in done.stderr


def first_stop(client, notebook):
    """Run a notebook until a cell raises, in the client's kernel; return that cell and its error output."""
    client.nb = notebook
    with pytest.raises(CellExecutionError):
        client.execute(reset_kc=False, cleanup_kc=False)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return cell, output
    raise AssertionError("nothing stopped")


@pytest.mark.long
@pytest.mark.parametrize("lab", labs())
def test_release_stops_at_its_first_open_exercise_with_its_own_message(lab, monkeypatch, tmp_path):
    """Untouched, and with the first exercise solved: the next open one says so itself."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    answers = solutions(lab)
    first, *others = answers
    client = NotebookClient(release(lab), timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    with client.setup_kernel():  # one for both: what takes long is to import PyTorch
        for solved, stop in [({}, first), *(({first: answers[first]}, other) for other in others[:1])]:
            cell, error = first_stop(client, filled(lab, solved))
            if error.ename != "NotImplementedError":  # which the answer's own cell raises: it is no function
                assert error.ename == "Missed" and "is still open: " in error.evalue
                assert error.traceback == [f"\x1b[1m{error.evalue}\x1b[0m"]
            assert re.match("(○ )?Exercise ", error.evalue)
            assert cell.id.removesuffix("-check") == stop


@pytest.mark.long
def test_the_start_lab_waits_for_its_one_exercise(monkeypatch, tmp_path):
    """Untouched, its check says what is open; solved, it runs to the end, and `progress` knows."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    client = NotebookClient(release(START), timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    with client.setup_kernel():
        cell, error = first_stop(client, release(START))
        assert cell.id == "row_means-check" and error.evalue.startswith("○ Exercise 0.1 is still open: ")
        client.nb = filled(START, solutions(START))
        client.execute(reset_kc=False, cleanup_kc=False)
    printed = {
        c.id: "".join(o.text for o in c.outputs)
        for c in client.nb.cells
        if c.id in ("installation", "wrong", "progress")
    }
    assert "✗" not in printed["installation"] and printed["wrong"].count("✗ 0.1") == 3
    assert printed["progress"].splitlines()[1:] == ["✓ 0.1 The mean of every row", "All done."]


def test_every_lab_but_the_start_is_graded():
    """Lists of labs are those with graded cells; commands that are given another name say so."""
    assert [lab for lab in ALL if lab not in labs()] == [START]
    with pytest.raises(LookupError, match="Nothing in 00_start is graded"):
        load_graded_lab(ROOT, START)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"release/{lab}/{lab}.ipynb)" in readme for lab in ALL)


def test_release_is_generated_from_source(tmp_path):
    """`make release` has been run: what is committed is what the sources give."""
    generate(ROOT, tmp_path, lab_names(ROOT))
    for lab in lab_names(ROOT):
        made = (tmp_path / lab / f"{lab}.ipynb").read_text(encoding="utf-8")
        assert made == (ROOT / "release" / lab / f"{lab}.ipynb").read_text(encoding="utf-8"), (
            "run `make release`"
        )
    assert {p.name for p in (ROOT / "release").iterdir()} == set(lab_names(ROOT))
    assert table(ROOT) in (ROOT / "README.md").read_text(encoding="utf-8"), "run `make release`"


@pytest.mark.parametrize("lab", ALL)
def test_nothing_hidden_is_in_the_release(lab):
    """No line of a solution, of a hidden check or of a marking scheme survives."""
    public = (ROOT / "release" / lab / f"{lab}.ipynb").read_text(encoding="utf-8")
    for mark in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "judge(", "autograder"):
        assert mark not in public
    given = {line.strip() for cell in release(lab).cells for line in cell.source.splitlines()}
    secret = set()
    for cell in source(lab).cells:
        hidden = re.findall(
            r"### BEGIN (?:SOLUTION|HIDDEN TESTS|MARK SCHEME).*?\n(.*?)### END", cell.source, re.DOTALL
        )
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution"):
            hidden.append(cell.source)
        secret |= {line.strip() for part in hidden for line in part.splitlines()}
    secret = {line for line in secret if len(line) > 12 and not line.startswith("###")}
    assert secret
    # A line that the lab itself shows elsewhere, in a demonstration, is no secret.
    shown = {
        line.strip()
        for c in source(lab).cells
        if "nbgrader" not in c.metadata
        for line in c.source.splitlines()
    }
    kept = {
        line.strip()
        for c in source(lab).cells
        for line in re.sub(r"### BEGIN.*?### END[^\n]*", "", c.source, flags=re.DOTALL).splitlines()
    }
    assert not (secret & given) - shown - kept


def test_the_public_address_comes_from_one_setting():
    """Badges and install lines name the repository of pyproject.toml, at the tag of its version."""
    repository, tag = address(ROOT)
    for path in addressed_files(ROOT):
        text = path.read_text(encoding="utf-8")
        assert with_address(text, repository, tag) == text, f"{path}: run `make release`"
        assert repository in text
    for lab in labs():
        text = (ROOT / "release" / lab / f"{lab}.ipynb").read_text(encoding="utf-8")
        assert f"/github/{repository}/blob/{tag}/release/{lab}/{lab}.ipynb" in text
        assert f"/{repository}/archive/refs/tags/{tag}.tar.gz" in text
    for line, new in (
        ("(https://colab.research.google.com/github/a/b/blob/main/x)", "google.com/github/c/d/blob/v2/x)"),
        (
            "%pip install -q https://github.com/a/b.x/archive/refs/tags/v1.0.tar.gz",
            "/c/d/archive/refs/tags/v2.tar.gz",
        ),
        ("git clone https://github.com/a/b && cd b", "git clone https://github.com/c/d && cd d"),
        ("git clone https://github.com/a/b; cd b; py", "git clone https://github.com/c/d; cd d; py"),
    ):
        assert with_address(line, "c/d", "v2").endswith(new)
    other = "https://github.com/pytorch/pytorch/issues/1"
    assert with_address(other, repository, tag) == other
    page = "[words](https://github.com/{}/docs/glossary.md)"
    assert with_address(page.format("a/b/blob/main"), "c/d", "v2") == page.format("c/d/blob/v2")


@pytest.mark.parametrize("lab", labs())
@pytest.mark.long
def test_models_run_on_the_meta_device(lab):
    """On a host without a GPU, `meta` finds what mixes devices: every function and class of the solutions.

    The hidden checks ask the same of students; here it is asked of the labs' own set-up cells. What the checks do
    meanwhile is what the graded cell says that they do.
    """
    from tests import tried

    names = namespace(lab, {})
    for cell in filter(exercise_of, source(lab).cells):
        verdicts, words = tried.judge(exercise_of(cell), names)
        assert not [v for v in verdicts if v.hint]
        assert cell.source == tried.with_words(cell.source, words), "run `python -m tests.tried`"
        assert cell.source.startswith("# ") and words in cell.source
