"""The site is built without a warning; its links lead somewhere, and no page asks another host or tells an answer."""

import re
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from nbformat import v4
from typer.main import get_command

from autograder.cli import app
from autograder.release import address
from docs import build, lab_pages, run_labs
from tests.bank import ROOT

NOTEBOOKS = sorted((ROOT / "release").glob("*/*.ipynb"))


@pytest.mark.long
def test_every_link_inside_the_site_leads_to_a_page_and_a_place_on_it(site):
    """And what a page loads lies beside it: nothing is asked of another host."""
    texts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    places = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in texts.items()}
    assert len(texts) > len(NOTEBOOKS) + 10
    followed = 0
    for path, text in texts.items():
        for tag, name, link in re.findall(r'<(\w+)\b[^>]*?\s(href|src)="([^"]*)"', text):
            to = urlsplit(link)
            if to.scheme or to.netloc:
                assert (name == "href" and tag == "a") or to.scheme == "data", f"{path.name} loads {link}"
                continue
            target = (path.parent / unquote(to.path)).resolve() if to.path else path
            assert target.is_file(), f"{path.name} leads to {link}"
            if to.fragment and target in places:
                assert unquote(to.fragment) in places[target], f"{path.name} leads to {link}"
            followed += 1
    assert followed > 1000
    assert not any(
        re.search(r"url\(['\"]?(https?:)?//", css.read_text(encoding="utf-8")) for css in site.rglob("*.css")
    )


@pytest.mark.long
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_lab_has_its_page_its_buttons_and_no_answer(site, notebook):
    """What is downloaded is what students get."""
    page = (site / "labs" / f"{notebook.stem}.html").read_text(encoding="utf-8")
    repository, tag = address(ROOT)
    public = f"https://github.com/{repository}/blob/{tag}"
    assert f"{public}/release/{notebook.stem}/{notebook.name}" in page and "colab-badge" not in page
    assert (site / "notebooks" / notebook.name).read_bytes() == notebook.read_bytes()
    assert "YOUR CODE HERE" in page or "points" not in page
    assert not re.search(r"SOLUTION|HIDDEN TESTS|MARK SCHEME", page)
    told = [c.source for c in nbformat.read(notebook, as_version=4).cells if c.cell_type == "markdown"]
    assert page.count("is graded here") == "".join(told).count("is graded here")  # graded cells are left out
    assert f'href="{notebook.stem}.html"' in (site / "labs/index.html").read_text(encoding="utf-8")


def test_the_page_of_the_commands_is_what_they_say():
    """Every command with its options and an example."""
    told = build.commands()
    for name, command in get_command(app).commands.items():
        (part,) = re.findall(rf"^## `autograder {name}`\n(.*?)(?=^## |\Z)", told, re.M | re.S)
        options = [word for option in command.params for word in option.opts if word.startswith("--")]
        assert "Example" in part and all(f"* `{word}" in part for word in options), name
    assert "**Commands**" not in told and "&#" not in told


def test_a_link_out_of_the_site_leads_to_the_repository(tmp_path, monkeypatch):
    """One to a file that is not there is refused."""
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "DOCS", tmp_path / "docs")
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "LICENSE").touch()
    page = tmp_path / "docs" / "page.md"
    page.write_text(
        "[a](../LICENSE) [b](../tests) [c](./page.md#x) [d](#x) [e](https://a.b/../c)", encoding="utf-8"
    )
    assert build._outward(page, "me/it").split() == [
        "[a](https://github.com/me/it/blob/main/LICENSE)",
        "[b](https://github.com/me/it/tree/main/tests)",
        "[c](./page.md#x)",
        "[d](#x)",
        "[e](https://a.b/../c)",
    ]
    page.write_text("[a](../gone.md)", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"docs/page.md links to \.\./gone.md"):
        build._outward(page, "me/it")


def made_lab(tmp_path, *cells):
    path = tmp_path / "01_made.ipynb"
    opening = "# 01 · Made\n\n[![Open in Colab](https://x/badge.svg)](https://colab/01)\n\nText."
    nb = v4.new_notebook(cells=[v4.new_markdown_cell(opening), *cells])
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, path)
    return path


def test_what_answers_a_question_is_folded(tmp_path):
    """A figure that nobody was asked about is shown, with its text; attached pictures come along."""
    picture = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": "iVBO", "text/plain": "[figure: a cell]"},
    }
    words = {"output_type": "stream", "name": "stdout", "text": "3"}
    attached = v4.new_markdown_cell(
        "![drawn](attachment:a.png)", attachments={"a.png": {"image/png": "iVBO\n"}}
    )
    cells = [
        v4.new_code_cell("figure", id="figure"),
        v4.new_code_cell("words", id="words"),
        v4.new_markdown_cell("**Predict.** What comes?"),
        v4.new_code_cell("asked", id="asked"),
        v4.new_code_cell("silent", id="silent"),
        v4.new_code_cell("# graded", id="graded", metadata={"nbgrader": {"grade": True}}),
        attached,
    ]
    shows = {
        "figure": [nbformat.from_dict(picture)],
        "words": [nbformat.from_dict(words)],
        "asked": [nbformat.from_dict(picture)],
    }
    page = lab_pages.page(made_lab(tmp_path, *cells), shows, "me/it")
    by_id = {cell.id: cell for cell in page.cells}
    tags = {name: by_id[name].metadata.get("tags") for name in ("figure", "words", "asked", "silent")}
    assert tags == {
        "figure": ["hide-input"],
        "words": ["hide-output"],
        "asked": ["hide-output"],
        "silent": None,
    }
    assert by_id["figure"].metadata["mystnb"]["image"]["alt"] == "a cell" and "graded" not in by_id
    assert page.cells[-1].source == "![drawn](data:image/png;base64,iVBO)"
    assert 'href="https://colab/01"' in page.cells[0].source and "badge" not in page.cells[0].source


@pytest.mark.long
def test_only_what_needs_no_answer_is_kept(tmp_path):
    """What a cell printed before it failed, and what a check says, is not."""
    cells = [
        v4.new_code_cell("import sys\nprint('kept')\nprint('noise', file=sys.stderr)", id="kept"),
        v4.new_code_cell("print('lost')\nraise NotImplementedError", id="failed"),
        v4.new_code_cell("print('checked')", id="check", metadata={"nbgrader": {}}),
        v4.new_code_cell("x = 1", id="silent"),
    ]
    lab = made_lab(tmp_path, *cells)
    shown = run_labs.run(lab)
    assert {name: [o["text"] for o in outputs] for name, outputs in shown.items()} == {"kept": ["kept\n"]}
    assert run_labs.kept_outputs(lab, tmp_path) == {}
