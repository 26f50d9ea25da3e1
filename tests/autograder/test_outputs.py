"""A student's outputs, made safe to keep."""

import base64

import pytest

from autograder.sandbox.outputs import clean, safe_output

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n0000").decode()


def test_markup_and_scripts_are_dropped():
    """Only text and pixels of a rich output are kept."""
    data = {
        "text/html": "<script>alert(1)</script>",
        "image/svg+xml": "<svg onload='alert(1)'/>",
        "application/javascript": "alert(1)",
        "text/markdown": "<img src=x onerror=alert(1)>",
        "text/latex": "$x$",
        "image/png": PNG,
        "text/plain": "a figure",
    }
    output = safe_output("execute_result", {"data": data}, 1000)
    assert output.output_type == "display_data"  # a student's result never counts as a score
    assert set(output.data) == {"image/png", "text/plain"}


@pytest.mark.parametrize("image", ["PHN2Zz4=", "not base64!", 3, None, {"a": 1}])
def test_what_is_no_picture_is_dropped(image):
    """A picture is known by its first bytes, not by its label."""
    assert safe_output("display_data", {"data": {"image/png": image}}, 1000) is None


@pytest.mark.parametrize("content", [{}, {"data": 3}, {"data": None}, {"data": {"text/plain": 5}}])
def test_odd_messages_do_not_crash(content):
    """A message of the wrong form is left out."""
    assert safe_output("display_data", content, 10) is None


def test_errors_of_any_form_become_text():
    """Even a traceback that is no list."""
    output = safe_output("error", {"ename": 3, "evalue": None, "traceback": "x"}, 10)
    assert (output.ename, output.evalue, output.traceback) == ("3", "None", [])


def test_terminal_codes_and_direction_marks_are_removed():
    """Text cannot move the cursor, clear the screen or run backwards."""
    assert clean("\x1b[2J\x1b]0;title\x07red \x1b[31mhot\x1b[0m\u202e", 100) == "red hot�"


def test_long_text_is_cut():
    """With a mark where it was cut."""
    assert clean("ab" * 100, 10) == "ababababab…"


def test_a_course_figure_keeps_its_description():
    """The text that stands for a figure becomes its alt text, escaped by whoever makes the page of it."""
    output = safe_output(
        "display_data", {"data": {"image/png": PNG, "text/plain": "[figure: it <b>rises</b>]"}}, 1000
    )
    assert output.metadata == {"image/png": {"alt": "it <b>rises</b>"}}
