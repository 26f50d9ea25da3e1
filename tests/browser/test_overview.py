"""The page about a class in a real browser: it sorts, filters, fits a phone, and runs nothing of a student."""

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from tests.browser.test_markup import assert_harmless
from tests.made_rows import MARKUP

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def page(made_class, tmp_path_factory):
    """The address of a page."""
    out = tmp_path_factory.mktemp("page") / "report.html"
    done = CliRunner().invoke(app, ["report", "--course-dir", str(made_class), "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out.as_uri()


def students(page):
    return [row.inner_text() for row in page.locator(".students tbody tr:visible th").all()]


def test_the_table_is_sorted_and_filtered(page, watched):
    """By a click and by words; nothing runs and nothing is asked of a host."""
    watched.goto(page)
    everyone = students(watched)
    assert len(everyone) == 6 and MARKUP in everyone
    score = watched.get_by_role("button", name="score")
    score.click()
    down = students(watched)
    assert down[-1] == "eve" and set(down) == set(everyone)
    score.click()
    assert students(watched)[0] == "eve"
    assert watched.locator("th[aria-sort=ascending]").count() == 1
    watched.get_by_role("searchbox").fill("STOPPED")
    assert students(watched) == [MARKUP]
    assert "1 of 6" in watched.content()
    assert_harmless(watched, within=":is(.id, .hint, pre, summary)")
    assert watched.asked == [page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_of_it_without_scripts(page, chromium, scheme):
    """Nothing but a wide table is wider than the screen, and text stands out from its ground."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, color_scheme=scheme, java_script_enabled=False
    )
    shown = context.new_page()
    shown.goto(page)
    assert len(students(shown)) == 6 and shown.get_by_role("searchbox").count() == 0
    assert all(
        box["x"] + box["width"] <= 390
        for h in shown.locator("h1, h2, h3, p, dl").all()
        if (box := h.bounding_box())
    )
    context.close()
