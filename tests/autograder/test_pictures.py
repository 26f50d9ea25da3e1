"""Pictures in written answers: kept within a bound, as pixels only; no page is lost because of one."""

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.pictures import MAX_PICTURES, Album
from autograder.reading import MAX_SOURCE
from tests.tiny_lab import cell_of, mend, work


def base(data):
    return base64.b64encode(data).decode()


PNG, JPEG = base(b"\x89PNG\r\n\x1a\n" + bytes(46)), base(b"\xff\xd8\xff" + bytes(42))
GIF, WEBP = base(b"GIF89a" + bytes(30)), base(b"RIFF\0\0\0\0WEBP" + bytes(30))
SVG = base(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")


def with_why(text, attachments=None):
    """Return the written answer of finished work with this text, repaired, as HTML, and the notes."""
    notebook = work()
    cell_of(notebook, "why").update(source=text, attachments=attachments or {})
    repaired = mend(notebook)
    cell = cell_of(repaired.notebook, "why")
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    return cell, MarkdownWithMath(renderer=renderer).render(cell.source), repaired.notes


KEPT = {"png": PNG, "jpeg": JPEG, "gif": GIF, "webp": WEBP}


@pytest.mark.parametrize("kind", KEPT)
@pytest.mark.parametrize("claimed", ["image/png", "image/gif", "text/html"])
def test_pictures_stay_under_their_own_type(kind, claimed):
    """What is a PNG, JPEG, GIF or WebP by its first bytes stays, as just that."""
    cell, html, notes = with_why("Look: ![drawing](attachment:x.y)", {"x.y": {claimed: KEPT[kind]}})
    assert cell.attachments == {f"picture-1.{kind}": {f"image/{kind}": KEPT[kind]}}
    assert f'<img src="data:image/{kind};base64,{KEPT[kind]}" alt="drawing"' in html
    assert notes == ()


FORMS = [
    "![alt]({})",
    "![alt](<{}>)",
    '![alt]({} "title")',
    "![a [nested] alt]({})",
    '<img src="{}" alt="alt" width=300>',
    "<img alt='alt' src={}>",
    "<p><IMG\nSRC='{}'/></p>",
    "![alt][one]\n\n[one]: {}",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "address", ["attachment:x.png", "attachment:my%20own%20(1).png", f"data:image/png;base64,{PNG}"]
)
def test_every_way_to_show_a_picture_is_known(form, address):
    """Markdown, references and HTML, with attachments or pasted data, all end as an attachment that is there."""
    attachments = {"x.png": {"image/png": PNG}, "my own (1).png": {"image/png": PNG}}
    cell, _, notes = with_why(form.format(address), attachments)
    assert "attachment:picture-1.png" in cell.source
    assert cell.attachments == {"picture-1.png": {"image/png": PNG}}
    assert notes == ()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("attachment:none.png", "a picture that the file does not hold"),
        ("attachment:a.svg", "a picture that is no PNG, JPEG, GIF or WebP"),
        ("attachment:empty", "a picture that the file does not hold"),
        ("data:image/svg+xml,%3Csvg", "a picture that is no PNG, JPEG, GIF or WebP"),
        (f"data:image/png;base64,{SVG}", "a picture that is no PNG, JPEG, GIF or WebP"),
    ],
)
def test_a_picture_that_cannot_stay_leaves_a_sentence(form, address, what):
    """Where a picture is dropped or was never there, a sentence stands in the text and a note in the row."""
    attachments = {"a.svg": {"image/svg+xml": SVG}, "empty": {}}
    cell, html, notes = with_why("Before. " + form.format(address) + "\n\nAfter.", attachments)
    assert f"{what} was left out)" in html
    assert "Before." in html and "After." in html
    assert "attachment" not in cell.source and "attachments" not in cell
    assert notes == (f"The written answer `why` shows {what}; it was left out.",)


def test_a_pasted_photo_costs_no_word():
    """A photo of 0.9 MB pasted into the answer stays; one of 9 MB leaves a sentence; the words stay in both cases."""
    for size, kept in ((900_000, True), (9_000_000, False)):
        photo = base(b"\x89PNG\r\n\x1a\n" + bytes(size))
        cell, html, notes = with_why(
            f"A whole answer.\n\n![photo](data:image/png;base64,{photo})\n\nIts end."
        )
        assert html.startswith("<p>A whole answer.</p>") and html.endswith("<p>Its end.</p>\n")
        assert len(cell.source) < 200
        assert ("attachments" in cell) is kept
        assert kept or "(photo: a picture of 9.0 MB was left out)" in html
        assert notes == (
            () if kept else ("The written answer `why` shows a picture of 9.0 MB; it was left out.",)
        )


@pytest.mark.long
def test_a_picture_that_is_shown_often_counts_each_time():
    """One big picture shown a thousand times does not make a page of gigabytes."""
    photo = base(b"\xff\xd8\xff" + bytes(3_000_000))
    cell, html, _ = with_why("![a](attachment:x)\n" * 1_000, {"x": {"image/jpeg": photo}})
    assert cell.source.count("attachment:") == 2
    assert len(html) < 2 * MAX_PICTURES


def test_a_long_text_keeps_its_beginning():
    """An answer of more than a million characters keeps its beginning; such code is left out."""
    cell, _, notes = with_why("word " * (MAX_SOURCE // 4))
    assert cell.source.startswith("word word")
    assert cell.source.endswith("(The rest of this cell was left out.)")
    assert notes == ("Cell 12 of the file was longer than a million characters; its beginning was kept.",)


PIECES = [
    "![",
    "]",
    "(",
    ")",
    "<img ",
    ">",
    "src=",
    "alt=",
    '"',
    "attachment:",
    "a b.png",
    "x.gif",
    " ",
    "\n",
    "[r]: ",
]
PIECES += [
    f"data:image/png;base64,{PNG}",
    "data:image/svg+xml,a",
    f"DATA:image/gif;base64,{GIF}",
    "picture-2.gif",
]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=15))
def test_no_text_loses_its_page_and_twice_is_as_once(pieces):
    """Whatever a text is made of, nbconvert can show it, and settling it again changes nothing."""
    said = []
    text, kept = Album().settle(
        "".join(pieces), {"a b.png": PNG, "x.gif": GIF, "picture-2.gif": PNG}, said.append
    )
    MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=kept)).render(text)
    said.clear()
    again = Album().settle(
        text, {name: data for name, bundle in kept.items() for data in bundle.values()}, said.append
    )
    assert (again, said) == ((text, kept), [])


@pytest.mark.parametrize(
    "unit", ["<img", "![", "![a](attachment:x", "<img src=", "attachment:", "![a]( ", "<img alt=' "]
)
def test_pictures_are_looked_for_in_one_pass(unit):
    """A million characters of half a picture take no time to speak of."""
    start = time.process_time()
    Album().settle(unit * (1_000_000 // len(unit)), {}, lambda what: None)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("text", ["<img src=", "<img src = '", "![a]("])
def test_spaces_within_a_picture_cost_no_time(text):
    start = time.process_time()
    Album().settle(text + 300_000 * " " + ">", {}, lambda what: None)
    assert time.process_time() - start < 2


def test_a_picture_that_is_shown_often_is_read_once():
    start = time.process_time()
    Album().settle(20_000 * "![a](attachment:x) ", {"x": 400_000 * "A"}, lambda what: None)
    assert time.process_time() - start < 2
