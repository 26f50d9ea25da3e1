"""The site in a real browser: readable for all, on a phone, in the dark; its search works; no other host is asked."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.long

PAGES = ["index.html", "labs/01_custom_rnn.html", "guides/run-a-class.html"]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(site, watched, name):
    """In the light by all its rules, in the dark by those about colours."""
    watched.goto((site / name).as_uri())
    # A whole lab takes axe more than a minute; four sections have all that is in one: formula, card, hint, code.
    watched.evaluate(
        "document.querySelectorAll('article section section').forEach((s, i) => i > 4 && s.remove())"
    )
    found = Axe().run(watched)
    assert found.violations_count == 0, found.generate_report()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = watched.evaluate(ground)
    watched.emulate_media(color_scheme="dark")
    assert watched.evaluate(ground) != light
    found = Axe().run(watched, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()
    watched.set_viewport_size({"width": 390, "height": 844})
    assert watched.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.failed == [] and all(address.startswith(("file:", "data:")) for address in watched.asked)


def test_the_search_finds_a_word_of_a_lab(site, watched):
    """Without a server."""
    watched.goto((site / "index.html").as_uri())
    watched.get_by_role("searchbox").or_(watched.get_by_placeholder("Search")).first.fill("bidirectional")
    watched.keyboard.press("Enter")
    watched.wait_for_selector("#search-results li a")
    assert any(
        "03_bidirectional" in a.get_attribute("href") for a in watched.locator("#search-results li a").all()
    )
